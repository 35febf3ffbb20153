using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

/// <summary>Databases as the first version made them, opened by the present one. The SQL is that of then and does not change.</summary>
public sealed class FirstSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.Combine("first.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Alerts_OfTheFirstSchema_AreListedWithTheirTimelines()
    {
        const string Body = """
            {"id":"01M81CDPJAD24PH4A3CRMXNM5Y","rule":"pm25-high","severity":"Major","state":"Acknowledged","title":{"vi":"Bụi","en":"Dust"},"zone":"vung-tau","device":"air-1","kind":"air","metric":"pm25","value":158.2,"threshold":150,"eventTimeNanos":4,"raisedAtNanos":5,"acknowledgedBy":"Lan","revision":2}
            """;
        Make($"""
            CREATE TABLE transition (
              sequence INTEGER PRIMARY KEY, alert TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, event_time INTEGER NOT NULL,
              actor TEXT NOT NULL, note TEXT, body TEXT NOT NULL);
            CREATE INDEX transition_of_alert ON transition (alert, sequence);
            CREATE TABLE alert (
              id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, rule TEXT NOT NULL, severity INTEGER NOT NULL, state INTEGER NOT NULL,
              zone TEXT NOT NULL, raised_at INTEGER NOT NULL, body TEXT NOT NULL);
            CREATE INDEX alert_by_time ON alert (raised_at, id);
            CREATE INDEX alert_by_state ON alert (state, raised_at, id);
            INSERT INTO transition VALUES (1, '01M81CDPJAD24PH4A3CRMXNM5Y', 'acknowledged', 6, 4, 'Lan', 'seen', '{Body}');
            INSERT INTO alert VALUES ('01M81CDPJAD24PH4A3CRMXNM5Y', 1, 'pm25-high', {(int)Severity.Major}, {(int)AlertState.Acknowledged}, 'vung-tau', 5, '{Body}');
            """);
        using var store = new SqliteAlertStore(Database, TimeProvider.System, NullLogger<SqliteAlertStore>.Instance);
        var alert = (await store.ListAsync(new AlertQuery(), default)).Alerts.Should().ContainSingle().Which;
        alert.Should().Match<Alert>(a => a.AcknowledgedBy == "Lan" && a.Value == 158.2 && a.Incident == null && a.Revision == 2);
        (await store.TimelineAsync(alert.Id, default)).Should().ContainSingle().Which.Should().Match<AlertTransition>(t => t.Note == "seen" && t.From == null);
        store.LastSequence.Should().Be(1);
    }

    [Fact]
    public async Task Quarantine_OfTheFirstSchema_IsListed()
    {
        Make("""
            CREATE TABLE quarantine (
              position INTEGER NOT NULL, ordinal INTEGER NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL, reason INTEGER NOT NULL,
              detail TEXT NOT NULL, received_at INTEGER NOT NULL, PRIMARY KEY (position, ordinal));
            CREATE INDEX quarantine_by_reason ON quarantine (reason, position, ordinal);
            INSERT INTO quarantine VALUES (7, 0, 'ioc/v1/x/air/y', X'6E6F', 1, 'no JSON', 9);
            """);
        await using var store = new SqliteQuarantineStore(Database, TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        var (messages, _) = await store.ListAsync(null, null, 10, default);
        messages.Should().ContainSingle().Which.Should().Match<QuarantinedMessage>(m => m.Topic == "ioc/v1/x/air/y" && m.Detail == "no JSON" && m.Element == -1);
    }

    private void Make(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = $"{sql} PRAGMA user_version = 1;";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
