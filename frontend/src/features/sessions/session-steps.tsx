import { Link, useNavigate } from 'react-router';
import { Button } from '@/components/button';
import { buttonStyle, type ButtonVariant } from '@/components/button-style';
import { ErrorNote } from '@/components/states';
import type { EngineSession } from '@/lib/api/types';
import { useDeleteSession } from './api/delete-session';
import { useExport } from './api/get-export';
import { useMoveSession, type Step } from './api/move-session';

interface StepButton {
  step: Step;
  label: string;
  variant: ButtonVariant;
}

const STEPS: Record<EngineSession['status'], StepButton[]> = {
  ready: [{ step: 'start', label: 'Start trading', variant: 'primary' }],
  running: [
    { step: 'pause', label: 'Pause', variant: 'secondary' },
    { step: 'stop', label: 'Stop for good', variant: 'danger' },
  ],
  paused: [
    { step: 'resume', label: 'Resume', variant: 'primary' },
    { step: 'stop', label: 'Stop for good', variant: 'danger' },
  ],
  stopped: [],
};

/** Everything that can be done with a session in its state. */
export function SessionSteps({ session }: { session: EngineSession }) {
  const move = useMoveSession(session.id);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {STEPS[session.status].map(({ step, label, variant }) => (
          <Button
            key={step}
            variant={variant}
            isBusy={move.isPending && move.variables === step}
            onClick={() => move.mutate(step)}
          >
            {label}
          </Button>
        ))}
        {session.status === 'ready' && (
          <>
            <Link to={`/engine/sessions/${session.id}/change`} className={buttonStyle('secondary')}>
              Change
            </Link>
            <DeleteButton id={session.id} />
          </>
        )}
        {session.decisions > 0 && <ExportButtons session={session} />}
      </div>
      {session.status === 'running' && (
        <p className="text-sm text-muted">
          Pausing and stopping end buying at once; trades that are open run on to their end.
        </p>
      )}
      {move.isError && <ErrorNote error={move.error} />}
    </div>
  );
}

function DeleteButton({ id }: { id: string }) {
  const navigate = useNavigate();
  const remove = useDeleteSession(id);
  return (
    <Button
      variant="ghost"
      isBusy={remove.isPending}
      onClick={() => remove.mutate(undefined, { onSuccess: () => navigate('/engine/sessions') })}
    >
      Delete
    </Button>
  );
}

function ExportButtons({ session }: { session: EngineSession }) {
  const download = useExport(session.id);
  return (
    <>
      {session.settings.symbols.map((symbol) => (
        <Button
          key={symbol}
          variant="secondary"
          isBusy={download.isPending}
          onClick={() => download.mutate(symbol)}
        >
          Export {symbol}
        </Button>
      ))}
      {download.isError && <ErrorNote error={download.error} />}
    </>
  );
}
