import { useState } from 'react';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { ErrorNote, Skeleton } from '@/components/states';
import { useAffiliateCode } from './api/get-affiliate-code';

/** The partner's link, ready to share. */
export function LinkCard() {
  const { data, error, refetch } = useAffiliateCode();
  return (
    <Card title="Your link">
      {error && !data && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !data && <Skeleton className="h-11" />}
      {data && <LinkBox url={data.url} />}
      <p className="mt-3 text-sm text-muted">
        You earn 30 % of the commission Nexus takes from the winning trades of clients who sign up
        through it. Practice trades earn nothing.
      </p>
    </Card>
  );
}

function LinkBox({ url }: { url: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    setCopied(true);
  };
  return (
    <div className="flex flex-wrap gap-2">
      <input
        readOnly
        aria-label="Affiliate link"
        value={url}
        onFocus={(event) => event.target.select()}
        className="min-h-11 min-w-0 flex-1 basis-60 rounded-lg border border-edge bg-sunken px-3 font-mono text-sm"
      />
      <Button onClick={copy}>
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied ? 'Copied' : 'Copy link'}
      </Button>
      <span role="status" className="sr-only">
        {isCopied && 'The link was copied.'}
      </span>
    </div>
  );
}
