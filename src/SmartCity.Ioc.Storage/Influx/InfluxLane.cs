using Microsoft.Extensions.Logging;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>
/// The part of a batch that goes over one connection. What was confirmed of it stays so when the server goes away in the middle: a batch that
/// has to be taken apart needs many requests, and over a bad line they would never all succeed in one go.
/// </summary>
internal sealed class InfluxLane(InfluxClient client, ILogger log)
{
    private readonly PointLines _lines = new();
    private List<RejectedPoint> _rejected = [];
    private int _done;

    public void Encode(PointBatch batch, int lane, int lanes)
    {
        _done = 0;
        _rejected = [];
        _lines.Encode(batch, _rejected, lane, lanes);
    }

    /// <returns>What is refused for good; all else is stored.</returns>
    /// <exception cref="StoreUnavailableException">Not now; call again to go on.</exception>
    public async Task<IReadOnlyList<RejectedPoint>> WriteAsync(CancellationToken cancellation)
    {
        await WriteRangeAsync(_done, _lines.Lines.Count, cancellation);
        return _rejected;
    }

    // A refused range is halved until what is at fault stands alone, from left to right. What went through before goes through again: the same point.
    private async Task WriteRangeAsync(int from, int to, CancellationToken cancellation)
    {
        if (from == to)
        {
            return;
        }

        var lines = _lines.Lines;
        var refusal = await client.WriteAsync(_lines.Bytes[lines[from].Start..lines[to - 1].End], cancellation);
        if (refusal is null)
        {
            _done = to;
            return;
        }

        if (to - from == 1)
        {
            _rejected.Add(new RejectedPoint(lines[from].Series, lines[from].TimeNanos, refusal) { AcceptedReadings = lines[from].AcceptedReadings });
            _done = to;
            return;
        }

        if (from == 0 && to == lines.Count)
        {
            StorageLog.BatchRefused(log, to, refusal);
        }

        var middle = from + ((to - from) / 2);
        await WriteRangeAsync(from, middle, cancellation);
        await WriteRangeAsync(middle, to, cancellation);
    }
}
