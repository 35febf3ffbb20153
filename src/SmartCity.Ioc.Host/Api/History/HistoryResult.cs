using System.Globalization;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>
/// An answer that is written as it is read: its memory does not grow with its length, and a slow caller slows the reading. A store that goes
/// away in the middle cuts the connection, so that half an answer is not taken for a whole one.
/// </summary>
internal sealed class HistoryResult : IResult, IAsyncDisposable
{
    /// <summary>CSV has no place for it in its text, so a page of CSV is read before it is written.</summary>
    private const string CursorHeader = "Next-Cursor";

    private const long FlushBytes = 16 << 10;

    private readonly IHistoryFormat _format;
    private readonly int _limit;
    private readonly IAsyncEnumerator<HistoryItem> _items;
    private readonly List<HistoryItem> _read = [];
    private bool _more;

    private HistoryResult(IHistoryFormat format, IAsyncEnumerator<HistoryItem> items, int limit)
    {
        _format = format;
        _items = items;
        _limit = limit;
    }

    private string? NextCursor => _more ? _items.Current.TimeNanos.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Reads the first item, or with <paramref name="readFirst"/> all, so that a store that is away is said with a status of its own.</summary>
    /// <exception cref="StoreUnavailableException">The store can not answer now.</exception>
    public static async Task<IResult> StartAsync(
        IHistoryFormat format, IAsyncEnumerable<HistoryItem> items, int limit, bool readFirst, CancellationToken cancellation)
    {
        var result = new HistoryResult(format, items.GetAsyncEnumerator(cancellation), limit);
        try
        {
            result._more = await result._items.MoveNextAsync();
            while (readFirst && result._more && result._read.Count < limit)
            {
                result._read.Add(result._items.Current);
                result._more = await result._items.MoveNextAsync();
            }

            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = _format.ContentType;
        response.Headers.CacheControl = "no-store";
        if (_read.Count > 0 && NextCursor is { } cursor)
        {
            response.Headers[CursorHeader] = cursor;
        }

        var cancellation = httpContext.RequestAborted;
        var output = response.BodyWriter;
        try
        {
            _format.Begin(output);
            foreach (var item in _read)
            {
                _format.Write(output, item);
            }

            for (var count = _read.Count; _more && count < _limit; count++)
            {
                _format.Write(output, _items.Current);
                if (output.UnflushedBytes >= FlushBytes && (await output.FlushAsync(cancellation)).IsCompleted)
                {
                    return;
                }

                _more = await _items.MoveNextAsync();
            }

            _format.End(output, NextCursor);
            await output.FlushAsync(cancellation);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            httpContext.Abort();
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        (_format as IDisposable)?.Dispose();
    }
}
