import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button';
import { Icon } from './icon';

interface ModalProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page; Escape, the cross and the backdrop close it. */
export function Modal({ title, onClose, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the backdrop click is an extra; Escape and the button do the same
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current.close()}
      className="m-auto w-full max-w-xl rounded-card border bg-surface p-0 text-ink shadow-pop backdrop:bg-[rgb(8_14_24/0.55)]"
    >
      <div className="flex items-center justify-between gap-3 border-b px-5 py-3">
        <h2 id={titleId} className="text-lg font-semibold">
          {title}
        </h2>
        <Button
          variant="ghost"
          size="small"
          aria-label="Close"
          onClick={() => ref.current?.close()}
        >
          <Icon name="cross" />
        </Button>
      </div>
      <div className="grid gap-5 p-5">{children}</div>
    </dialog>
  );
}
