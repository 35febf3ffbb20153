using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Journals;

/// <summary>A journal in a temporary folder, with short words for what the tests do to it.</summary>
internal sealed class JournalUnderTest : IDisposable
{
    private readonly TemporaryFolder? _folder;

    public JournalUnderTest(FileJournalOptions? options = null, string? directory = null)
    {
        _folder = directory is null ? new TemporaryFolder() : null;
        Options = (options ?? new FileJournalOptions { Directory = "", Name = "test" }) with { Directory = directory ?? _folder!.Path };
        Journal = FileJournal.Open(Options, NullLogger.Instance);
    }

    public FileJournalOptions Options { get; }

    public FileJournal Journal { get; private set; }

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Options.Directory, "*.journal").Order(StringComparer.Ordinal)];

    public static List<string> ReadAll(IJournal journal, JournalPosition from = default)
    {
        using var reader = journal.Read(from);
        var bodies = new List<string>();
        while (reader.TryRead(out var frame))
        {
            bodies.Add(Encoding.UTF8.GetString(frame.Body.Span));
        }

        return bodies;
    }

    public JournalPosition Append(string body, long time = 1) => Journal.Append(FrameKind.Messages, time, Encoding.UTF8.GetBytes(body));

    public void Write(params IEnumerable<string> bodies)
    {
        foreach (var body in bodies)
        {
            Append(body);
        }

        Journal.Flush(durable: true);
    }

    public List<string> ReadAll(JournalPosition from = default) => ReadAll(Journal, from);

    /// <summary>Closes, lets something happen to the files, opens again.</summary>
    public void Reopen(Action? between = null)
    {
        Journal.Dispose();
        between?.Invoke();
        Journal = FileJournal.Open(Options, NullLogger.Instance);
    }

    public void Dispose()
    {
        Journal.Dispose();
        _folder?.Dispose();
    }
}
