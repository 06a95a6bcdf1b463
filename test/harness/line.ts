import { createServer, connect, type Socket } from 'node:net';

/** A way to the database that can fall silent, or end, as networks do. */
export interface Line {
  readonly uri: string;
  /** From the command with this name on nothing comes back, until `recover`. */
  fallSilentAt(command: string): void;
  fallSilent(): void;
  recover(): void;
  cut(): void;
  close(): void;
}

/** Opens a line to the database that a URI names. */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  let isSilent = false;
  let isCut = false;
  let silentAt: string | undefined;
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const through = connect(Number(port), hostname);
    sockets.add(socket).add(through);
    socket.on('data', (data) => {
      if (silentAt !== undefined && data.includes(silentAt)) isSilent = true;
      through.write(data);
    });
    through.on('data', (data) => {
      if (!isSilent) socket.write(data);
    });
    socket.on('error', () => through.destroy()).on('close', () => through.destroy());
    through.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const uri = new URL(target);
  uri.host = `127.0.0.1:${(proxy.address() as { port: number }).port}`;
  uri.search = '?directConnection=true';
  const end = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    uri: uri.href,
    fallSilentAt: (command) => void (silentAt = command),
    fallSilent: () => void (isSilent = true),
    recover: () => {
      isSilent = isCut = false;
      silentAt = undefined;
      end();
    },
    cut: () => {
      isCut = true;
      end();
    },
    close: () => {
      end();
      proxy.close();
    },
  };
}
