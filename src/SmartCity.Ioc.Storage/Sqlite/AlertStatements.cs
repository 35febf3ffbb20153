using System.Text.Json;
using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the alert database does.</summary>
internal sealed class AlertStatements : IDisposable
{
    private readonly SqliteCommand _log;
    private readonly SqliteCommand _view;

    public AlertStatements(SqliteConnection connection)
    {
        _log = SqliteStatement.Prepare(
            connection,
            """
            INSERT INTO transition (sequence, alert, action, at, event_time, actor, note, body, origin)
            VALUES ($sequence, $alert, $action, $at, $event_time, $actor, $note, $body, $origin) ON CONFLICT DO NOTHING
            """,
            ("$sequence", SqliteType.Integer), ("$alert", SqliteType.Text), ("$action", SqliteType.Text), ("$at", SqliteType.Integer),
            ("$event_time", SqliteType.Integer), ("$actor", SqliteType.Text), ("$note", SqliteType.Text), ("$body", SqliteType.Text),
            ("$origin", SqliteType.Text));
        _view = SqliteStatement.Prepare(
            connection,
            """
            INSERT INTO alert (id, sequence, rule, severity, state, zone, raised_at, body, incident)
            VALUES ($id, $sequence, $rule, $severity, $state, $zone, $raised_at, $body, $incident)
            ON CONFLICT DO UPDATE SET sequence = excluded.sequence, severity = excluded.severity, state = excluded.state, zone = excluded.zone,
              raised_at = excluded.raised_at, body = excluded.body, incident = excluded.incident
            WHERE excluded.sequence > sequence
            """,
            ("$id", SqliteType.Text), ("$sequence", SqliteType.Integer), ("$rule", SqliteType.Text), ("$severity", SqliteType.Integer),
            ("$state", SqliteType.Integer), ("$zone", SqliteType.Text), ("$raised_at", SqliteType.Integer), ("$body", SqliteType.Text),
            ("$incident", SqliteType.Text));
    }

    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE transition (
          sequence INTEGER PRIMARY KEY, alert TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, event_time INTEGER NOT NULL,
          actor TEXT NOT NULL, note TEXT, body TEXT NOT NULL);
        CREATE INDEX transition_of_alert ON transition (alert, sequence);
        CREATE TABLE alert (
          id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, rule TEXT NOT NULL, severity INTEGER NOT NULL, state INTEGER NOT NULL,
          zone TEXT NOT NULL, raised_at INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE INDEX alert_by_time ON alert (raised_at, id);
        CREATE INDEX alert_by_state ON alert (state, raised_at, id);
        """,
        """
        ALTER TABLE transition ADD COLUMN origin TEXT;
        CREATE INDEX transition_by_time ON transition (at, sequence);
        ALTER TABLE alert ADD COLUMN incident TEXT;
        CREATE INDEX alert_by_incident ON alert (incident, raised_at, id) WHERE incident IS NOT NULL;
        """,
    ];

    public void Store(AlertTransition transition)
    {
        var alert = transition.Alert;
        var body = JsonSerializer.Serialize(alert, AlertJson.Default.Alert);
        var log = _log.Parameters;
        log[0].Value = transition.Sequence;
        log[1].Value = alert.Id;
        log[2].Value = transition.Action;
        log[3].Value = transition.AtNanos;
        log[4].Value = transition.EventTimeNanos;
        log[5].Value = transition.By;
        log[6].Value = (object?)transition.Note ?? DBNull.Value;
        log[7].Value = body;
        log[8].Value = (object?)transition.From ?? DBNull.Value;
        if (_log.ExecuteNonQuery() == 0)
        {
            return;
        }

        var view = _view.Parameters;
        view[0].Value = alert.Id;
        view[1].Value = transition.Sequence;
        view[2].Value = alert.Rule;
        view[3].Value = (int)alert.Severity;
        view[4].Value = (int)alert.State;
        view[5].Value = alert.Zone;
        view[6].Value = alert.RaisedAtNanos;
        view[7].Value = body;
        view[8].Value = (object?)alert.Incident ?? DBNull.Value;
        _view.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _log.Dispose();
        _view.Dispose();
    }
}
