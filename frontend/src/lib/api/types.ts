import type { components } from '@/generated/api';

type Schemas = components['schemas'];

export type Account = Schemas['Account'];
export type Candle = Schemas['Candle'];
export type Consensus = Schemas['Consensus'];
export type Decision = Schemas['Decision'];
export type FieldError = Schemas['FieldProblem'];
export type LimitsPatch = Schemas['LimitsPatch'];
export type MarketSymbol = Schemas['MarketSymbol'];
export type Notification = Schemas['Notification'];
export type Preview = Schemas['Preview'];
export type Problem = Schemas['Problem'];
export type Trade = Schemas['Trade'];
export type TradeStatus = Trade['status'];
export type TradeRequest = Schemas['TradeRequest'];
export type User = Schemas['User'];
export type Vote = Schemas['Vote'];
