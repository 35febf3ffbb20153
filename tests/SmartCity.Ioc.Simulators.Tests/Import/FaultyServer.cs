using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SmartCity.Ioc.Simulators.Tests.Import;

/// <summary>Answers each request with the next status of a list, and with 202 when the list is at its end; remembers what it was sent.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = new();
    private readonly ConcurrentQueue<FaultyServerRequest> _requests = new();
    private readonly Task _loop;

    public FaultyServer(params (int Status, string Body)[] answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }

        (_listener, Address) = Listen();
        _loop = RunAsync();
    }

    public string Address { get; }

    public FaultyServerRequest[] Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    // A listener for HTTP takes no port 0, so another program may be faster with the one found.
    private static (HttpListener Listener, string Address) Listen()
    {
        while (true)
        {
            var address = $"http://127.0.0.1:{SparePort()}";
            var listener = new HttpListener();
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private static int SparePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var (status, body) = _answers.TryDequeue(out var answer) ? answer : (202, "{}");
            _requests.Enqueue(new FaultyServerRequest(
                status, $"{context.Request.HttpMethod} {context.Request.RawUrl}", context.Request.Headers["X-Api-Key"], await reader.ReadToEndAsync()));
            context.Response.StatusCode = status;
            context.Response.AddHeader("Retry-After", "7");
            await using (var writer = new StreamWriter(context.Response.OutputStream))
            {
                await writer.WriteAsync(body);
            }

            context.Response.Close();
        }
    }
}

internal sealed record FaultyServerRequest(int Status, string Line, string? Key, string Body);
