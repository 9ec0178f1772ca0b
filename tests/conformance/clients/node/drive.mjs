// Drive the sandbox broker with @deriv/deriv-api over given sockets and print what was seen.
import DerivAPIBasic from "@deriv/deriv-api/dist/DerivAPIBasic.js";
import WebSocket from "ws";

const [publicUrl, accountUrl] = process.argv.slice(2);
const CONTRACT = {
  contract_type: "CALL",
  currency: "USD",
  underlying_symbol: "1HZ100V",
  amount: 10,
  basis: "stake",
  duration: 3,
  duration_unit: "t",
};

// The package waits for the socket's own `open`, so it takes the socket before it is open.
function connected(url) {
  const connection = new WebSocket(url);
  return { api: new DerivAPIBasic({ connection }), connection };
}

// Collect updates until one is the last, then unsubscribe, which makes the package send `forget`.
function collect(api, request, isLast) {
  return new Promise((resolve, reject) => {
    const seen = [];
    const subscription = api.subscribe(request).subscribe({
      next: (frame) => {
        seen.push(frame);
        if (isLast(frame, seen)) {
          queueMicrotask(() => subscription.unsubscribe());
          resolve(seen);
        }
      },
      error: reject,
    });
  });
}

async function refusal(promise) {
  try {
    await promise;
    return null;
  } catch (answer) {
    return answer.error.code;
  }
}

async function watchMarket() {
  const { api, connection } = connected(publicUrl);
  const once = await api.send({ ticks: "R_50" });
  const ticks = await collect(api, { ticks: "1HZ100V" }, (_, seen) => seen.length === 3);
  const history = await api.send({ ticks_history: "R_100", end: "latest", count: 20 });
  const proposal = await api.send({ proposal: 1, ...CONTRACT });
  const streamed = await collect(api, { proposal: 1, ...CONTRACT }, () => true);
  const refused = await refusal(api.send({ ticks: "NOPE" }));
  const unknownMember = await refusal(api.send({ proposal: 1, ...CONTRACT, symbol: "R_50" }));
  const account = await refusal(api.send({ balance: 1 }));
  const left = (await api.send({ forget_all: ["ticks", "proposal"] })).forget_all;
  connection.close();
  return {
    once: once.tick,
    ticks: ticks.map((frame) => frame.tick),
    history: history.history,
    proposal: proposal.proposal,
    streamed: streamed.length,
    refusals: [refused, unknownMember, account],
    left,
  };
}

async function trade() {
  const { api, connection } = connected(accountUrl);
  const { proposal } = await api.send({ proposal: 1, ...CONTRACT });
  const { buy } = await api.send({ buy: proposal.id, price: 10 });
  const again = await refusal(api.send({ buy: proposal.id, price: 10 }));
  const frames = await collect(
    api,
    { proposal_open_contract: 1, contract_id: buy.contract_id },
    (frame) => frame.proposal_open_contract.is_sold === 1,
  );
  const { balance } = await api.send({ balance: 1 });
  const left = (await api.send({ forget_all: "proposal_open_contract" })).forget_all;
  connection.close();
  return {
    buy,
    again,
    statuses: frames.map((frame) => frame.proposal_open_contract.status),
    ended: frames.at(-1).proposal_open_contract,
    balance,
    left,
  };
}

const seen = { market: await watchMarket(), trade: await trade() };
process.stdout.write(JSON.stringify(seen));
process.exit(0);
