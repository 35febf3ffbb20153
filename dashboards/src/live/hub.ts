import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { PageReport } from './messages';
import { RetryDelay } from './retry-delay';
import type { Frame, LiveRequest, WallOrder } from './wire';

export interface WallReport extends PageReport {
  readonly frames: number;
  readonly ageSeconds: number | null;
}

export interface HubEvents {
  readonly onFrame: (frame: Frame) => void;
  /** The connection is gone or could not be made; another attempt follows by itself. The reason is the server's own word, if it gave one. */
  readonly onLost: (reason: string | null) => void;
  readonly onOrder: (order: WallOrder | null) => void;
}

/** A frame comes at least every second (CONTRACT section 4); five without one is a dead line, even where the socket does not know it. */
const deadAfterMillis = 5000;
/** The first one holds the whole state: behind 50 kB/s that of 5,000 devices takes longer, and a page that gave up would begin anew for ever. */
const firstWithinMillis = 30_000;

/** The `Live` stream, kept alive for ever: it comes back with the last cursor, so that the server sends only what was missed. */
export class LiveHub {
  private connection: HubConnection | null = null;
  private readonly retry = new RetryDelay();
  private cursor: string | null = null;
  private watchdog: ReturnType<typeof setTimeout> | null = null;
  private generation = 0;

  constructor(
    private readonly url: string,
    private readonly key: string | null,
    private readonly request: Omit<LiveRequest, 'cursor'>,
    private readonly events: HubEvents,
  ) {}

  start(): void {
    void this.open();
  }

  /** Says that a frame has been painted. Lost acknowledgements do no harm: a later one covers them. */
  acknowledge(cursor: string): void {
    this.connection?.send('Ack', cursor).catch(() => undefined);
  }

  /** Tells the server how this wall is, and hears which screen was sent to it. A report that does not arrive is as good as a dark wall. */
  async report(report: WallReport): Promise<void> {
    const order = await this.connection?.invoke<WallOrder | null>('Report', report).catch(() => undefined);
    if (order !== undefined) {
      this.events.onOrder(order);
    }
  }

  private async open(): Promise<void> {
    const generation = ++this.generation;
    // WebSockets only: the negotiation would cost a round trip, and the other transports cannot be paced.
    const connection = new HubConnectionBuilder()
      .withUrl(this.url, {
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true,
        // A browser cannot set a header on a WebSocket; signalr puts this into the query.
        ...(this.key === null ? {} : { accessTokenFactory: () => this.key! }),
      })
      .configureLogging(LogLevel.None)
      .build();
    const lost = (reason: string | null): void => this.lost(generation, connection, reason);
    connection.onclose(() => lost(null));
    this.watch(lost);
    try {
      await connection.start();
    } catch {
      // What the library says of a socket is for its programmers.
      lost(null);
      return;
    }

    if (generation !== this.generation) {
      void connection.stop();
      return;
    }

    this.connection = connection;
    this.watch(lost, firstWithinMillis);
    const request: LiveRequest = { ...this.request, cursor: this.cursor };
    connection.stream<Frame>('Live', request).subscribe({
      next: (frame) => {
        if (generation !== this.generation) {
          return;
        }

        this.cursor = frame.cursor;
        this.retry.reset();
        this.watch(lost);
        this.events.onFrame(frame);
      },
      complete: () => lost(null),
      // Of a stream that ended with its connection the library makes an error of its own; over a whole one the server speaks.
      error: (error: unknown) => lost(connection.state === HubConnectionState.Connected && error instanceof Error ? error.message : null),
    });
  }

  private watch(lost: (reason: string | null) => void, within = deadAfterMillis): void {
    if (this.watchdog !== null) {
      clearTimeout(this.watchdog);
    }

    this.watchdog = setTimeout(() => lost(null), within);
  }

  private lost(generation: number, connection: HubConnection, reason: string | null): void {
    if (generation !== this.generation) {
      return;
    }

    this.generation++;
    this.connection = null;
    if (this.watchdog !== null) {
      clearTimeout(this.watchdog);
      this.watchdog = null;
    }

    // Not awaited: on a black-holed line the closing hand-shake never ends.
    connection.stop().catch(() => undefined);
    this.events.onLost(reason);
    setTimeout(() => void this.open(), this.retry.next());
  }
}
