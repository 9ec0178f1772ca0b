import asyncio

from functions.sandbox_broker.clock import Clock


class Machine:
    """Stand in for the machine's clock."""

    time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_clock_runs_with_the_machine_until_told_otherwise() -> None:
    machine = Machine()
    clock = Clock(machine)
    machine.time += 5
    real = clock.now()
    clock.set(pace=60)
    machine.time += 2
    scaled = clock.now()
    clock.set(broker=5000, pace=0)
    machine.time += 100

    assert (real, scaled, clock.epoch()) == (1005, 1125, 5000)


def test_a_saved_clock_goes_on_as_if_it_had_run() -> None:
    machine = Machine()
    clock = Clock(machine)
    clock.set(pace=2)
    later = Clock(machine)
    later.restore(clock.state)
    machine.time += 10

    assert later.now() == clock.now() == 1020


async def test_who_waits_wakes_when_the_time_is_set() -> None:
    clock = Clock(Machine())
    clock.set(pace=0)
    waiting = asyncio.create_task(clock.sleep_until(2000))
    await asyncio.sleep(0)
    clock.set(broker=1500)
    await asyncio.sleep(0)
    too_early = waiting.done()
    clock.set(broker=2000)
    async with asyncio.timeout(1):
        await waiting

    assert not too_early
