using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteAlertStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteAlertStore _store;

    public SqliteAlertStoreTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Transitions_Appended_GiveViewTimelineAndSequence()
    {
        var raised = Transition(1, "A", AlertState.Active);
        var acknowledged = Transition(2, "A", AlertState.Acknowledged, "acknowledged", note: "Đã cử tổ tuần tra");
        _store.Append([raised, acknowledged, Transition(3, "B", AlertState.Active)]);
        _store.LastSequence.Should().Be(3);
        (await _store.FindAsync("A", default)).Should().Be(acknowledged.Alert);
        (await _store.FindAsync("none", default)).Should().BeNull();
        (await _store.TimelineAsync("A", default)).Should().Equal(raised, acknowledged);
        (await _store.SinceAsync(1, 1, default)).Should().Equal(acknowledged);
    }

    [Fact]
    public async Task Transitions_AppendedAgain_ChangeNothing()
    {
        var raised = Transition(1, "A", AlertState.Active);
        var closed = Transition(2, "A", AlertState.Closed, "closed");
        _store.Append([raised, closed]);
        _store.Dispose();
        _store = Open();
        _store.LastSequence.Should().Be(2);
        _store.Append([raised]);
        _store.LastSequence.Should().Be(2);
        (await _store.FindAsync("A", default)).Should().Be(closed.Alert);
        (await _store.TimelineAsync("A", default)).Should().HaveCount(2);
    }

    [Fact]
    public async Task List_Paged_ShowsEachOnceNewestFirst()
    {
        _store.Append([.. Enumerable.Range(1, 25).Select(i => Transition(i, $"id-{i:D2}", AlertState.Active, raisedAt: i / 3))]);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _store.ListAsync(new AlertQuery(Cursor: cursor, Limit: 4), default);
            seen.AddRange(page.Alerts.Select(a => a.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        seen.Should().Equal(Enumerable.Range(1, 25).Reverse().Select(i => $"id-{i:D2}"));
    }

    [Fact]
    public async Task List_Filtered_ShowsWhatFits()
    {
        _store.Append(
        [
            Transition(1, "A", AlertState.Active, zone: "vung-tau", severity: Severity.Critical, raisedAt: 100),
            Transition(2, "B", AlertState.Cleared, zone: "ba-ria", severity: Severity.Minor, raisedAt: 200),
            Transition(3, "C", AlertState.Active, zone: "it's \"odd\"", severity: Severity.Minor, raisedAt: 300),
        ]);
        (await Ids(new AlertQuery())).Should().Equal("C", "B", "A");
        (await Ids(new AlertQuery(States: [AlertState.Active]))).Should().Equal("C", "A");
        (await Ids(new AlertQuery(Severities: [Severity.Critical, Severity.Major]))).Should().Equal("A");
        (await Ids(new AlertQuery(Zones: ["it's \"odd\"", "ba-ria"]))).Should().Equal("C", "B");
        (await Ids(new AlertQuery(Zones: []))).Should().BeEmpty();
        (await Ids(new AlertQuery(Rule: "other"))).Should().BeEmpty();
        (await Ids(new AlertQuery(FromNanos: 200, ToNanos: 300))).Should().Equal("B");
    }

    [Fact]
    public async Task List_AsOfATime_ShowsWhatStoodThen()
    {
        _store.Append(
        [
            Transition(1, "A", AlertState.Active, raisedAt: 100, at: 100), Transition(2, "B", AlertState.Active, raisedAt: 200, at: 200),
            Transition(3, "A", AlertState.Acknowledged, "acknowledged", raisedAt: 100, at: 300, incident: "B"),
            Transition(4, "A", AlertState.Closed, "closed", raisedAt: 100, at: 400),
        ]);
        (await Ids(new AlertQuery(AsOfNanos: 99))).Should().BeEmpty();
        (await Ids(new AlertQuery(AsOfNanos: 250))).Should().Equal("B", "A");
        (await Ids(new AlertQuery(States: [AlertState.Active], AsOfNanos: 300))).Should().Equal("B");
        (await Ids(new AlertQuery(States: [AlertState.Acknowledged], Severities: [Severity.Major], Zones: ["vung-tau"], Incident: "B", AsOfNanos: 399)))
            .Should().Equal("A");
        (await Ids(new AlertQuery(Incident: "B", AsOfNanos: 299))).Should().BeEmpty();
        (await _store.ListAsync(new AlertQuery(AsOfNanos: 300, Limit: 1), default)).NextCursor.Should().Be("200:B");
        (await Ids(new AlertQuery(AsOfNanos: 300, Cursor: "200:B"))).Should().Equal("A");
    }

    [Fact]
    public async Task List_OfAnIncident_ShowsItsAlerts()
    {
        _store.Append([Transition(1, "A", AlertState.Active), Transition(2, "B", AlertState.Active, incident: "A"), Transition(3, "A", AlertState.Active, "grouped", incident: "A")]);
        (await Ids(new AlertQuery(Incident: "A"))).Should().Equal("B", "A");
    }

    [Fact]
    public async Task Changes_OfAStretch_ComeInOrderPageByPage()
    {
        _store.Append([.. Enumerable.Range(1, 9).Select(i => Transition(i, $"id-{i}", AlertState.Active, at: i * 10, from: "10.0.0.7 console"))]);
        var first = await _store.ChangesAsync(20, 80, 0, 4, default);
        first.Select(change => change.Sequence).Should().Equal(2, 3, 4, 5);
        first[0].From.Should().Be("10.0.0.7 console");
        (await _store.ChangesAsync(20, 80, 5, 4, default)).Select(change => change.Sequence).Should().Equal(6, 7);
    }

    [Fact]
    public async Task List_WithACursorThatIsNone_SaysSo()
    {
        var listing = async () => await _store.ListAsync(new AlertQuery(Cursor: "x"), default);
        await listing.Should().ThrowAsync<FormatException>();
    }

    private static AlertTransition Transition(
        long sequence, string id, AlertState state, string action = "raised", string zone = "vung-tau", Severity severity = Severity.Major,
        long raisedAt = 5, string? note = null, long at = 6, string? incident = null, string? from = null) => new(
        sequence,
        new Alert(
            id, "pm25-high", severity, state, new LocalizedText("Bụi mịn cao", "High fine dust"), zone, "air-000017", "air", "pm25", 158.2, 150,
            4, raisedAt, state == AlertState.Cleared ? 9 : null, null, null, null, incident, (int)sequence),
        action, at, 4, "system", note, from);

    private SqliteAlertStore Open() => new(_folder.Combine("alerts.db"), TimeProvider.System, NullLogger<SqliteAlertStore>.Instance);

    private async Task<IEnumerable<string>> Ids(AlertQuery query) => (await _store.ListAsync(query, default)).Alerts.Select(a => a.Id);
}
