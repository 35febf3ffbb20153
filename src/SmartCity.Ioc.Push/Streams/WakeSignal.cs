using System.Threading.Channels;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Wakes one waiting loop; signals that come before it looks count as one.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _channel.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellation) => await _channel.Reader.ReadAsync(cancellation).ConfigureAwait(false);
}
