using System.Net;
using System.Net.Sockets;
using SmartCity.Ioc.Mqtt.Tests.Broker;

namespace SmartCity.Ioc.Mqtt.Transport;

public sealed class ReadinessStreamTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ReadinessStreamTests()
    {
        Skip.IfNot(ReadinessStream.IsSupported, "there is a readiness loop on Linux only");
        _listener.Start();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [SkippableFact]
    public async Task Bytes_OfAnyNumber_GoBothWays()
    {
        var (stream, peer) = await ConnectAsync();
        using var own = peer;
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);

        // More than the sockets hold, so that the writer waits for the reader.
        var writing = stream.WriteAsync(sent).AsTask();
        await using var other = new NetworkStream(peer);
        var received = new byte[sent.Length];
        await other.ReadExactlyAsync(received).AsTask().WaitAsync(Bound);
        await writing.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).Should().BeTrue();

        var answering = other.WriteAsync(sent).AsTask();
        await stream.ReadExactlyAsync(received.AsMemory(0, received.Length)).AsTask().WaitAsync(Bound);
        await answering.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).Should().BeTrue();
        await stream.DisposeAsync();
    }

    [SkippableFact]
    public async Task End_ThatCameWhileNobodyRead_IsFoundBehindTheBytesBeforeIt()
    {
        var (stream, peer) = await ConnectAsync();
        await peer.SendAsync("last"u8.ToArray());
        peer.Close();

        var buffer = new byte[100];
        (await ReadAsync(stream, buffer)).Should().Be(4);
        (await ReadAsync(stream, buffer)).Should().Be(0);
        (await ReadAsync(stream, buffer)).Should().Be(0);
        await stream.DisposeAsync();
    }

    [SkippableFact]
    public async Task Reset_ByThePeer_IsAnIoError()
    {
        var (stream, peer) = await ConnectAsync();
        var reading = stream.ReadAsync(new byte[1]).AsTask();
        peer.LingerState = new LingerOption(true, 0);
        peer.Close();

        var act = () => reading.WaitAsync(Bound);

        await act.Should().ThrowAsync<IOException>();
        await stream.DisposeAsync();
    }

    [SkippableFact]
    public async Task Disposal_EndsTheReadThatWaitsAndClosesTheSocket()
    {
        var (stream, peer) = await ConnectAsync();
        using var own = peer;
        var reading = stream.ReadAsync(new byte[1]).AsTask();

        await stream.DisposeAsync();

        (await reading.WaitAsync(Bound)).Should().Be(0);
        (await peer.ReceiveAsync(new byte[1]).WaitAsync(Bound)).Should().Be(0);
    }

    [SkippableFact]
    public async Task CancelledRead_Ends()
    {
        var (stream, peer) = await ConnectAsync();
        using var own = peer;
        using var cancel = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[1], cancel.Token).AsTask();

        await cancel.CancelAsync();

        var act = () => reading.WaitAsync(Bound);
        await act.Should().ThrowAsync<OperationCanceledException>();
        await stream.DisposeAsync();
    }

    [SkippableFact]
    public async Task Connect_ToAPortWhereNobodyListens_IsRefused()
    {
        var port = Port;
        _listener.Stop();

        var act = () => ReadinessStream.ConnectAsync("127.0.0.1", port, Rest, CancellationToken.None).WaitAsync(Bound);

        (await act.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    [SkippableFact]
    public async Task Connect_ThatNobodyAnswers_CanBeCancelled()
    {
        // A backlog that is full: further connections wait for the accepting side.
        using var full = new Socket(SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var cancel = new CancellationTokenSource();
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        List<Task<ReadinessStream>> connecting = [.. Enumerable.Range(0, 8).Select(_ => ReadinessStream.ConnectAsync("127.0.0.1", port, Rest, cancel.Token))];
        await Eventually.TrueAsync(() => connecting.Any(c => c.IsCompleted));

        await cancel.CancelAsync();

        var all = async () => await Task.WhenAll(connecting).WaitAsync(Bound);
        await all.Should().ThrowAsync<OperationCanceledException>();
        foreach (var connected in connecting.Where(c => c.IsCompletedSuccessfully))
        {
            await (await connected).DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Loop_ThatIsDisposed_EndsItsThread()
    {
        const string Name = "loop-under-test";
        var loop = new ReadinessLoop(Name, Rest);
        await Eventually.TrueAsync(() => HasThread(Name));

        loop.Dispose();

        await Eventually.TrueAsync(() => !HasThread(Name));
        loop.Post(new Never());
    }

    private static async Task<int> ReadAsync(Stream stream, Memory<byte> buffer) => await stream.ReadAsync(buffer).AsTask().WaitAsync(Bound);

    // proc(5): the name of a thread is cut to 15 characters.
    private static bool HasThread(string name) => Directory.EnumerateDirectories("/proc/self/task").Any(task =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim() == name;
        }
        catch (IOException)
        {
            return false;
        }
    });

    private async Task<(ReadinessStream Stream, Socket Peer)> ConnectAsync()
    {
        var accepting = _listener.AcceptSocketAsync();
        var stream = await ReadinessStream.ConnectAsync("localhost", Port, Rest, CancellationToken.None).WaitAsync(Bound);
        return (stream, await accepting.WaitAsync(Bound));
    }

    private sealed class Never : IThreadPoolWorkItem
    {
        public void Execute() => throw new InvalidOperationException("the loop has ended");
    }
}
