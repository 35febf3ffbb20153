using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Benchmarks.Storage;

/// <summary>A group of 100 messages of 250 bytes as one frame: appended and written; read back.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private readonly byte[] _body = new byte[25_000];
    private TemporaryFolder _folder = null!;
    private FileJournal _journal = null!;
    private IJournalReader _reader = null!;

    [GlobalSetup]
    public void Open()
    {
        _folder = new TemporaryFolder();
        Random.Shared.NextBytes(_body);
        _journal = FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Path, Name = "bench", BudgetBytes = 2L << 30, KeepSpan = TimeSpan.Zero }, NullLogger.Instance);
        for (var i = 0; i < 1000; i++)
        {
            Append();
        }

        _reader = _journal.Read(JournalPosition.Start);
    }

    [GlobalCleanup]
    public void Close()
    {
        _reader.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Benchmark]
    public void Append()
    {
        _journal.Append(FrameKind.Messages, 1, _body);
        _journal.Flush(durable: false);
    }

    [Benchmark]
    public int Read()
    {
        if (!_reader.TryRead(out var frame))
        {
            _reader.Dispose();
            _reader = _journal.Read(_journal.First);
            _reader.TryRead(out frame);
        }

        return frame.Body.Length;
    }
}
