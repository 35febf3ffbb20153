using System.IO.Pipelines;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>How an answer is written, item by item.</summary>
internal interface IHistoryFormat
{
    string ContentType { get; }

    void Begin(PipeWriter output);

    void Write(PipeWriter output, in HistoryItem item);

    /// <param name="nextCursor">Where the next page begins; null on the last.</param>
    void End(PipeWriter output, string? nextCursor);
}
