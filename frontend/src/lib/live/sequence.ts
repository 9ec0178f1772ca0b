export type Verdict = 'deliver' | 'duplicate' | 'gap' | 'lost';

/** Judge sequence numbers: each frame once and in order, or a reason to ask again. */
export class Sequence {
  #last = 0;
  #askedFor = -1;

  get last(): number {
    return this.#last;
  }

  restart(seq: number): void {
    this.#last = seq;
    this.#askedFor = -1;
  }

  /** Say what to do with a frame; a gap is asked for once, then counted as lost. */
  judge(seq: number): Verdict {
    if (seq <= this.#last) return 'duplicate';
    const isNext = this.#last === 0 || seq === this.#last + 1;
    if (!isNext && this.#askedFor !== this.#last) {
      this.#askedFor = this.#last;
      return 'gap';
    }
    this.restart(seq);
    return isNext ? 'deliver' : 'lost';
  }
}
