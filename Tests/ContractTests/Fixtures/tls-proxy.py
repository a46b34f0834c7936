"""tls-proxy.py PORT CERTIFICATE KEY TARGET : takes encrypted connections on loopback and passes on what they say in the clear, until standard input
ends."""

import asyncio
import ssl
import sys

port, certificate, key, target = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])


async def pass_on(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def connected(reader, writer):
    inside_reader, inside_writer = await asyncio.open_connection("127.0.0.1", target)
    await asyncio.gather(pass_on(reader, inside_writer), pass_on(inside_reader, writer))


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(connected, "127.0.0.1", port, ssl=context)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


asyncio.run(main())
