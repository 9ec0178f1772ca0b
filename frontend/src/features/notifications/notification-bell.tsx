import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { useNotifications } from '@/lib/endpoints/get-notifications';
import { NotificationList } from './notification-list';

/** Unread count in the header, the messages one click away. */
export function NotificationBell() {
  const [isOpen, setOpen] = useState(false);
  const { data } = useNotifications();
  const box = useRef<HTMLDivElement>(null);
  useClosing(box, isOpen, () => setOpen(false));
  const unread = data?.pages[0]?.unread ?? 0;
  return (
    <div ref={box} className="sm:relative">
      <Button
        variant="ghost"
        size="small"
        className="relative"
        aria-expanded={isOpen}
        aria-label={unread ? `Notifications, ${unread} unread` : 'Notifications'}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="bell" />
        {unread > 0 && (
          <span
            aria-hidden="true"
            className="absolute top-0.5 right-1 grid min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.6875rem] leading-4.5 font-bold text-on-accent"
          >
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </Button>
      <span role="status" className="sr-only">
        {unread > 0 && `${unread} unread notifications`}
      </span>
      {isOpen && (
        <section
          aria-label="Notifications"
          className="absolute inset-x-3 top-full z-30 mt-1 max-h-[70dvh] overflow-auto rounded-card border bg-surface p-4 shadow-pop sm:inset-x-auto sm:right-0 sm:w-96"
        >
          <NotificationList hasUnread={unread > 0} />
        </section>
      )}
    </div>
  );
}

function useClosing(box: React.RefObject<HTMLElement | null>, isOpen: boolean, close: () => void) {
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    const onPointer = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
    };
  });
}
