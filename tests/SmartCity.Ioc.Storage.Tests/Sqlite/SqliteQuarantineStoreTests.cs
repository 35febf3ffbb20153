using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteQuarantineStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteQuarantineStore _store = null!;

    public Task InitializeAsync()
    {
        _store = Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Messages_Added_AreListedNewestFirstAndWhole()
    {
        var message = Message(7, 1, QuarantineReason.OutOfRange);
        _store.Add(Message(7, 0));
        _store.Add(message);
        await ReopenAsync();
        var (messages, cursor) = await _store.ListAsync(null, null, 10, default);
        cursor.Should().BeNull();
        messages.Select(m => m.Ordinal).Should().Equal(1, 0);
        messages[0].Should().BeEquivalentTo(message, o => o.Excluding(m => m.Payload));
        messages[0].Payload.ToArray().Should().Equal(message.Payload.ToArray());
        (await _store.ListAsync(QuarantineReason.OutOfRange, null, 10, default)).Messages.Should().ContainSingle();
        (await _store.ListAsync(QuarantineReason.TooLarge, null, 10, default)).Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Message_AddedAgain_ChangesNothing()
    {
        _store.Add(Message(7, 0));
        _store.Add(Message(7, 0));
        await ReopenAsync();
        _store.Add(Message(7, 0));
        await ReopenAsync();
        (await _store.ListAsync(null, null, 10, default)).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task Message_Removed_IsGoneAndMakesRoom()
    {
        _store.Add(Message(7, 0));
        _store.Add(Message(7, 1) with { Element = 3 });
        _store.Remove(new JournalPosition(7), 0);
        _store.Remove(new JournalPosition(8), 0);
        await ReopenAsync();
        (await _store.ListAsync(null, null, 10, default)).Messages.Should().ContainSingle().Which.Element.Should().Be(3);
    }

    [Fact]
    public async Task Payload_ChangedAfterwards_IsKeptAsItWas()
    {
        var buffer = Encoding.UTF8.GetBytes("before");
        _store.Add(Message(7, 0) with { Payload = buffer });
        buffer.AsSpan().Clear();
        await ReopenAsync();
        var (messages, _) = await _store.ListAsync(null, null, 10, default);
        Encoding.UTF8.GetString(messages[0].Payload.Span).Should().Be("before");
    }

    [Fact]
    public async Task Rows_OverTheBound_LoseTheOldestCounted()
    {
        for (var i = 0; i < 130; i++)
        {
            _store.Add(Message(i, 0));
        }

        var dropped = await ReopenAsync();
        dropped.Should().Be(30);
        var positions = new List<long>();
        string? cursor = null;
        do
        {
            var page = await _store.ListAsync(null, cursor, 7, default);
            positions.AddRange(page.Messages.Select(m => m.Position.Offset));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        positions.Should().Equal(Enumerable.Range(30, 100).Reverse().Select(i => (long)i));
    }

    [Fact]
    public async Task Bytes_OverTheBound_LoseTheOldest()
    {
        for (var i = 0; i < 8; i++)
        {
            _store.Add(Message(i, 0) with { Payload = new byte[20_000] });
        }

        await ReopenAsync();
        (await _store.ListAsync(null, null, 10, default)).Messages.Should().HaveCount(5);
    }

    private static QuarantinedMessage Message(long position, int ordinal, QuarantineReason reason = QuarantineReason.MalformedPayload) => new(
        new JournalPosition(position), ordinal, "ioc/v1/vung-tau/air/air-1", Encoding.UTF8.GetBytes("{\"pm25\":"), reason, "pm25: cut off", 99);

    private SqliteQuarantineStore Open() => new(
        _folder.Combine("quarantine.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance, maxRows: 100, maxBytes: 100_000);

    // Closing writes what is queued.
    private async Task<long> ReopenAsync()
    {
        await _store.DisposeAsync();
        var dropped = _store.Dropped;
        _store = Open();
        return dropped;
    }
}
