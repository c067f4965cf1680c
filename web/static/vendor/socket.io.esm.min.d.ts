// The part of socket.io-client's types that Lectern's modules use (socket.io-client 4.8, MIT).
export interface ManagerOptions {
  auth?: Record<string, unknown> | ((cb: (data: Record<string, unknown>) => void) => void);
  transports?: string[];
  path?: string;
  reconnection?: boolean;
  autoConnect?: boolean;
  timeout?: number;
  forceNew?: boolean;
  multiplex?: boolean;
}

export interface Socket {
  readonly id?: string;
  readonly connected: boolean;
  readonly active: boolean;
  readonly volatile: Socket;
  readonly io: { engine: { close(): void; on(event: string, listener: (...args: any[]) => void): void } };
  connect(): Socket;
  disconnect(): Socket;
  close(): Socket;
  emit(event: string, ...args: unknown[]): Socket;
  timeout(ms: number): Socket;
  emitWithAck(event: string, ...args: unknown[]): Promise<any>;
  on(event: string, listener: (...args: any[]) => void): Socket;
  once(event: string, listener: (...args: any[]) => void): Socket;
  off(event?: string, listener?: (...args: any[]) => void): Socket;
}

export function io(uri?: string, options?: ManagerOptions): Socket;
export function io(options?: ManagerOptions): Socket;
