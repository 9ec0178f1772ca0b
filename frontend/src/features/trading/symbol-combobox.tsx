import { useId, useState, type KeyboardEvent } from 'react';
import { Icon } from '@/components/icon';
import type { MarketSymbol } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';

interface SymbolComboboxProps {
  symbols: MarketSymbol[];
  selected: MarketSymbol;
  onSelect: (symbol: string) => void;
}

function matches({ symbol, name, market }: MarketSymbol, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  const haystack = `${symbol} ${name} ${market}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

/** List what matches, names and symbols that begin with the text first. */
export function findSymbols(symbols: MarketSymbol[], text: string): MarketSymbol[] {
  const start = text.toLowerCase();
  const begins = ({ symbol, name }: MarketSymbol) =>
    symbol.toLowerCase().startsWith(start) || name.toLowerCase().startsWith(start);
  const found = symbols.filter((symbol) => matches(symbol, text));
  return [...found.filter(begins), ...found.filter((symbol) => !begins(symbol))];
}

function useCombobox(symbols: MarketSymbol[], onSelect: (symbol: string) => void) {
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = text !== null;
  const found = isOpen ? findSymbols(symbols, text) : [];

  const close = () => setText(null);
  const choose = (symbol: MarketSymbol) => {
    close();
    onSelect(symbol.symbol);
  };
  const search = (value: string) => {
    setText(value);
    setActive(0);
  };
  const move = (step: number) => {
    if (isOpen) setActive((active + step + found.length) % Math.max(1, found.length));
    else search('');
  };
  const handleKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(step);
    }
    const choice = found[active];
    if (event.key === 'Enter' && choice) choose(choice);
    if (event.key === 'Escape') close();
  };
  return { text, active, isOpen, found, close, choose, search, handleKey };
}

/** Search and choose what to trade; follows the ARIA combobox pattern. */
export function SymbolCombobox({ symbols, selected, onSelect }: SymbolComboboxProps) {
  const id = useId();
  const box = useCombobox(symbols, onSelect);
  const { text, active, isOpen, found } = box;
  return (
    <div className="relative w-full sm:w-72">
      <Icon name="search" className="pointer-events-none absolute top-3 left-3 size-5 text-muted" />
      <input
        role="combobox"
        aria-label="Symbol"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        className="min-h-11 w-full rounded-lg border border-edge bg-surface pr-3 pl-10 font-semibold placeholder:font-normal placeholder:text-muted"
        value={text ?? selected.name}
        placeholder="Search by name or symbol"
        onChange={(event) => box.search(event.target.value)}
        onFocus={() => box.search('')}
        onBlur={box.close}
        onKeyDown={box.handleKey}
      />
      <SymbolList id={id} box={box} selected={selected} />
    </div>
  );
}

interface SymbolListProps {
  id: string;
  box: ReturnType<typeof useCombobox>;
  selected: MarketSymbol;
}

function SymbolList({ id, box, selected }: SymbolListProps) {
  return (
    <ul
      id={`${id}-list`}
      role="listbox"
      aria-label="Symbols"
      hidden={!box.isOpen}
      className="absolute z-10 mt-1 max-h-80 w-full min-w-72 overflow-auto rounded-lg border bg-surface p-1 shadow-pop"
    >
      {box.found.map((symbol, index) => (
        <SymbolOption
          key={symbol.symbol}
          id={`${id}-${index}`}
          symbol={symbol}
          isActive={index === box.active}
          isSelected={symbol.symbol === selected.symbol}
          onChoose={() => box.choose(symbol)}
        />
      ))}
      {box.isOpen && !box.found.length && (
        <li role="presentation" className="px-3 py-2 text-sm text-muted">
          Nothing matches “{box.text}”.
        </li>
      )}
    </ul>
  );
}

interface SymbolOptionProps {
  id: string;
  symbol: MarketSymbol;
  isActive: boolean;
  isSelected: boolean;
  onChoose: () => void;
}

function SymbolOption({ id, symbol, isActive, isSelected, onChoose }: SymbolOptionProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isSelected}
      className={`flex cursor-pointer items-center justify-between gap-3 rounded-md px-3 py-2 text-sm ${isActive ? 'bg-accent-soft' : ''}`}
      // The input would lose focus, and the list close, before a click.
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <span>
        <span className="block font-medium">{symbol.name}</span>
        <span className="text-xs text-muted">
          {symbol.symbol} · {toWords(symbol.market)}
        </span>
      </span>
      {!symbol.is_open && <span className="text-xs text-muted">Closed</span>}
    </li>
  );
}
