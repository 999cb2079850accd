import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

/** Without ids of executions or sessions: the agents' own network can reach this page. */
export class GatewayMetrics {
  readonly registry = new Registry();

  private readonly answers = new Counter({
    name: 'syn_gateway_answers_total',
    help: 'Answers by path and status',
    labelNames: ['path', 'status'],
    registers: [this.registry],
  });

  private readonly providerAnswers = new Counter({
    name: 'syn_gateway_provider_answers_total',
    help: 'Answers of the model endpoint by status',
    labelNames: ['status'],
    registers: [this.registry],
  });

  private readonly underWay = new Gauge({
    name: 'syn_gateway_calls_under_way',
    help: 'Model calls that have not ended',
    registers: [this.registry],
  });

  private readonly durations = new Histogram({
    name: 'syn_gateway_call_seconds',
    help: 'Time from a call to the end of its answer',
    buckets: SECONDS,
    registers: [this.registry],
  });

  providerAnswered(status: number): void {
    this.providerAnswers.inc({ status });
  }

  /** Counts a call as under way until the given function is called with its status. */
  begin(path: string): (status: number) => void {
    const endTimer = this.durations.startTimer();
    this.underWay.inc();
    return (status) => {
      endTimer();
      this.underWay.dec();
      this.answers.inc({ path, status });
    };
  }
}
