using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>The newest values of the metrics that neighbours are compared by, by zone and kind. Owned by the shard's thread.</summary>
internal sealed class NeighbourBoard(CityRegistry registry)
{
    private readonly Dictionary<(int Zone, int Kind, int Metric), Dictionary<int, (double Value, long TimeNanos)>> _boards = [];
    private double[] _others = new double[16];

    public void Note(int device, int metric, double value, long timeNanos)
    {
        var key = KeyOf(device, metric);
        if (!_boards.TryGetValue(key, out var board))
        {
            _boards.Add(key, board = []);
        }

        if (!board.TryGetValue(device, out var before) || timeNanos >= before.TimeNanos)
        {
            board[device] = (value, timeNanos);
        }
    }

    /// <summary>The median of the others' values that are not older than a time.</summary>
    /// <returns>How many there are; 0 for none.</returns>
    public int Median(int device, int metric, long fromNanos, out double median)
    {
        var count = 0;
        if (_boards.TryGetValue(KeyOf(device, metric), out var board))
        {
            if (_others.Length < board.Count)
            {
                _others = new double[board.Count * 2];
            }

            foreach (var (other, (value, timeNanos)) in board)
            {
                if (other != device && timeNanos >= fromNanos)
                {
                    _others[count++] = value;
                }
            }
        }

        var values = _others.AsSpan(0, count);
        values.Sort();
        median = count == 0 ? 0 : count % 2 == 1 ? values[count / 2] : (values[(count / 2) - 1] + values[count / 2]) / 2;
        return count;
    }

    /// <summary>The device is in another zone now, among other neighbours.</summary>
    public void Move(int device, int from)
    {
        foreach (var (key, board) in _boards.Where(board => board.Key.Zone == from).ToArray())
        {
            if (board.Remove(device, out var newest))
            {
                Note(device, key.Metric, newest.Value, newest.TimeNanos);
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_boards.Sum(static board => board.Value.Count));
        var entries = _boards.SelectMany(board => board.Value.Select(entry =>
            (Metric: registry.MetricName(board.Key.Metric), Device: registry.Device(entry.Key).Id, entry.Value.Value, entry.Value.TimeNanos)));
        foreach (var (metric, device, value, timeNanos) in entries
            .OrderBy(static entry => entry.Metric, StringComparer.Ordinal).ThenBy(static entry => entry.Device, StringComparer.Ordinal))
        {
            writer.Write(metric);
            writer.Write(device);
            writer.Write(value);
            writer.Write(timeNanos);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _boards.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var metric = registry.InternMetric(reader.ReadString());
            var isKnown = registry.TryFindDevice(reader.ReadString(), out var device);
            var (value, timeNanos) = (reader.ReadDouble(), reader.ReadInt64());
            if (isKnown)
            {
                Note(device, metric, value, timeNanos);
            }
        }
    }

    private (int Zone, int Kind, int Metric) KeyOf(int device, int metric) =>
        (registry.Device(device).Zone, registry.Device(device).Kind, metric);
}
