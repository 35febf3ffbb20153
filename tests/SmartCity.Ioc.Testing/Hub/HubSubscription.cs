using System.Text.Json;

namespace SmartCity.Ioc.Testing.Hub;

/// <summary>A stream that a <see cref="HubClient"/> started.</summary>
public sealed class HubSubscription
{
    private readonly HubClient _client;
    private readonly Queue<JsonElement> _items = new();

    internal HubSubscription(HubClient client) => _client = client;

    /// <summary>Why the server ended the stream, or null.</summary>
    public string? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    /// <summary>The next item.</summary>
    /// <exception cref="IOException">The stream or the connection ended; the message says why.</exception>
    public async Task<JsonElement> NextAsync(CancellationToken cancellation)
    {
        while (_items.Count == 0)
        {
            if (IsCompleted || !await _client.ReadMessageAsync(cancellation).ConfigureAwait(false))
            {
                throw new IOException(Error ?? "The stream has ended.");
            }
        }

        return _items.Dequeue();
    }

    /// <summary>Skips items until one fits.</summary>
    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> fits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fits);
        while (true)
        {
            var item = await NextAsync(cancellation).ConfigureAwait(false);
            if (fits(item))
            {
                return item;
            }
        }
    }

    internal void Add(JsonElement item) => _items.Enqueue(item);

    internal void Complete(string? error)
    {
        IsCompleted = true;
        Error = error;
    }
}
