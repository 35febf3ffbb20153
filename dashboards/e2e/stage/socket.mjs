import { createHash } from 'node:crypto';

/** Ends a record of SignalR's JSON protocol. */
const end = '\u001e';

/**
 * The server's side of one hub connection: WebSocket frames (RFC 6455, section 5.2) and SignalR's JSON protocol, as much as the pages use.
 *
 * @param onStream Told of the `Live` stream's id once the page has asked for it.
 */
export function acceptHub(request, socket, onStream) {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  const send = (record) => socket.writable && socket.write(textFrame(JSON.stringify(record) + end));
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    for (let read = readFrame(rest); read !== null; read = readFrame(rest)) {
      rest = rest.subarray(read.length);
      for (const record of read.text.split(end).filter(Boolean).map((text) => JSON.parse(text))) {
        if (record.protocol) {
          send({});
        } else if (record.type === 4) {
          onStream({ item: (item) => send({ type: 2, invocationId: record.invocationId, item }) });
        } else if (record.type === 1 && record.invocationId) {
          // A wall's report; nobody has sent it a screen.
          send({ type: 3, invocationId: record.invocationId, result: null });
        }
      }
    }
  });
}

function textFrame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.alloc(body.length < 65_536 ? 4 : 10);
  if (body.length >= 126) {
    head[0] = 0x81;
    head[1] = body.length < 65_536 ? 126 : 127;
    body.length < 65_536 ? head.writeUInt16BE(body.length, 2) : head.writeBigUInt64BE(BigInt(body.length), 2);
  }

  return Buffer.concat([head, body]);
}

/** A whole frame at the beginning of the buffer, or null. A client's are masked; what is not text (a close) has none. */
function readFrame(buffer) {
  if (buffer.length < 6) {
    return null;
  }

  const short = buffer[1] & 0x7f;
  const at = short === 126 ? 4 : short === 127 ? 10 : 2;
  const size = short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
  if (buffer.length < at + 4 + size) {
    return null;
  }

  const mask = buffer.subarray(at, at + 4);
  const body = Buffer.from(buffer.subarray(at + 4, at + 4 + size)).map((byte, i) => byte ^ mask[i % 4]);
  return { length: at + 4 + size, text: (buffer[0] & 0x0f) === 1 ? body.toString() : '' };
}
