import { CheckField, TextField } from '@/components/field';
import type { Account } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import type { ContractType, Minutes } from './contract-types';
import type { useTicket } from './use-ticket';

interface TicketFieldsProps {
  account: Account;
  form: ReturnType<typeof useTicket>;
  type: ContractType;
}

export function TicketFields({ account, form, type }: TicketFieldsProps) {
  const { ticket, change, problem } = form;
  const { limits, currency } = account;
  return (
    <>
      <TextField
        label={`Stake (${currency})`}
        inputMode="decimal"
        autoComplete="off"
        value={ticket.stake}
        hint={`${formatMoney(limits.min_stake, currency)} to ${formatMoney(limits.max_stake, currency)}`}
        error={problem}
        onChange={(event) => change({ stake: event.target.value })}
      />
      <ExpiryChoice
        offered={form.offered}
        minutes={ticket.minutes}
        onChange={(minutes) => change({ minutes })}
      />
      {type.allowsEquals && (
        <CheckField
          label="Allow equals: an exit exactly at the entry price also wins"
          checked={ticket.allowEquals}
          onChange={(event) => change({ allowEquals: event.target.checked })}
        />
      )}
      {account.kind !== 'demo' && (
        <TextField
          label="Minimum payout"
          inputMode="decimal"
          autoComplete="off"
          placeholder="1 % below the payout shown"
          hint="If the price moves below this, the trade is rejected and nothing is bought."
          value={ticket.minPayout}
          onChange={(event) => change({ minPayout: event.target.value })}
        />
      )}
    </>
  );
}

interface ExpiryChoiceProps {
  offered: Minutes[];
  minutes: Minutes;
  onChange: (minutes: Minutes) => void;
}

function ExpiryChoice({ offered, minutes, onChange }: ExpiryChoiceProps) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-semibold">Expiry in minutes</legend>
      <div className="grid grid-flow-col auto-cols-fr gap-1 rounded-lg bg-sunken p-1">
        {offered.map((choice) => (
          <label
            key={choice}
            className="grid min-h-9 cursor-pointer place-items-center rounded-md text-sm font-semibold text-muted has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-3 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="expiry"
              className="sr-only"
              aria-label={choice === 1 ? '1 minute' : `${choice} minutes`}
              checked={choice === minutes}
              onChange={() => onChange(choice)}
            />
            <span aria-hidden="true">{choice}</span>
          </label>
        ))}
      </div>
      {!offered.length && <p className="text-sm text-muted">No expiry is offered here now.</p>}
    </fieldset>
  );
}
