using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class FileJournalTests
{
    [Fact]
    public void Journal_Flushed_ReadsBackInOrderWithTimeAndKind()
    {
        using var test = new JournalUnderTest();
        test.Journal.Append(FrameKind.Messages, 10, "a"u8);
        test.Journal.Append(FrameKind.Tick, 20, []);
        test.Journal.Flush(durable: true);

        using var reader = test.Journal.Read(JournalPosition.Start);
        reader.TryRead(out var first).Should().BeTrue();
        first.Should().Match<JournalFrame>(f => f.Kind == FrameKind.Messages && f.TimeNanos == 10 && f.Position.Offset == 0);
        first.Body.ToArray().Should().Equal((byte)'a');
        reader.TryRead(out var second).Should().BeTrue();
        second.Should().Match<JournalFrame>(f => f.Kind == FrameKind.Tick && f.TimeNanos == 20 && f.Position == first.Next && f.Body.Length == 0);
        reader.TryRead(out _).Should().BeFalse();
        reader.Position.Should().Be(test.Journal.End);
    }

    [Fact]
    public void Journal_NotFlushed_ShowsNothing()
    {
        using var test = new JournalUnderTest();
        test.Append("a");
        test.ReadAll().Should().BeEmpty();
        test.Journal.Durable.Should().Be(JournalPosition.Start);
        test.Journal.Flush(durable: false);
        test.ReadAll().Should().Equal("a");
        test.Journal.Durable.Should().Be(JournalPosition.Start);
        test.Journal.Flush(durable: true);
        test.Journal.Durable.Should().Be(test.Journal.End);
    }

    [Fact]
    public void Sync_FromAnotherThreadWhileFramesAndSegmentsGoOn_CoversWhatWasFlushedBefore()
    {
        using var journal = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", SegmentBytes = 4096 });
        var flushed = 0L;
        var ended = false;
        var syncs = new Thread(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                var before = Volatile.Read(ref flushed);
                journal.Journal.Sync();
                journal.Journal.Durable.Offset.Should().BeGreaterThanOrEqualTo(before);
            }
        });
        syncs.Start();
        for (var i = 0; i < 500; i++)
        {
            journal.Append($"frame {i}");
            journal.Journal.Flush(durable: i % 100 == 0);
            Volatile.Write(ref flushed, journal.Journal.End.Offset);
        }

        Volatile.Write(ref ended, true);
        syncs.Join();
        journal.Journal.Sync();
        journal.Journal.Durable.Should().Be(journal.Journal.End);
        journal.Reopen();
        journal.ReadAll().Should().HaveCount(500);
    }

    [Fact]
    public void Journal_TimeGoingBack_IsRaisedToTheLast()
    {
        using var test = new JournalUnderTest();
        test.Append("a", 100);
        test.Append("b", 50);
        test.Journal.Flush(durable: true);
        test.Journal.LastTimeNanos.Should().Be(100);
        test.Reopen();
        test.Journal.LastTimeNanos.Should().Be(100);
    }

    [Fact]
    public void Journal_AnyFramesAndSegmentSizes_ReadBackAfterReopening()
    {
        var property = Prop.ForAll(
            Gen.Choose(64, 600).ToArbitrary(),
            Gen.Choose(0, 300).ListOf().Select(l => l.ToArray()).ToArbitrary(),
            (segment, lengths) =>
            {
                using var test = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", SegmentBytes = segment });
                var bodies = lengths.Select((length, i) => $"{i}:{new string('x', length)}").ToList();
                for (var i = 0; i < bodies.Count; i++)
                {
                    test.Append(bodies[i], i);
                    if (i % 3 == 0)
                    {
                        test.Journal.Flush(durable: i % 2 == 0);
                    }
                }

                var end = test.Journal.End;
                test.Journal.Flush(durable: false);
                var before = test.ReadAll();
                test.Reopen();
                return before.SequenceEqual(bodies) && test.ReadAll().SequenceEqual(bodies) && test.Journal.End == end
                    && test.Journal.LastTimeNanos == Math.Max(0, bodies.Count - 1);
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), property);
    }

    [Fact]
    public void Journal_SegmentSize_ChangesNoPosition()
    {
        using var small = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "small", SegmentBytes = 100 });
        using var large = new JournalUnderTest();
        for (var i = 0; i < 20; i++)
        {
            small.Append($"frame {i}").Should().Be(large.Append($"frame {i}"));
        }

        small.Files.Should().HaveCountGreaterThan(5);
        large.Files.Should().ContainSingle();
    }

    [Fact]
    public void Journal_SecondOpening_IsRefusedWithTheReason()
    {
        using var test = new JournalUnderTest();
        var opening = () => FileJournal.Open(test.Options, NullLogger.Instance);
        opening.Should().Throw<IOException>().WithMessage($"*in use by another process (process {Environment.ProcessId})*");
    }

    [Fact]
    public void Journal_OfANewerVersion_IsRefusedWithTheReason()
    {
        using var test = new JournalUnderTest();
        test.Write("a");
        var opening = () => test.Reopen(() =>
        {
            var bytes = File.ReadAllBytes(test.Files[0]);
            bytes[7] = 99;
            BitConverter.TryWriteBytes(bytes.AsSpan(28), Crc32C.Compute(bytes.AsSpan(0, 28)));
            File.WriteAllBytes(test.Files[0], bytes);
        });
        opening.Should().Throw<NewerFormatException>().WithMessage("*journal format 99*up to 1*");
    }

    [Fact]
    public void Truncation_ThenTheSameAppends_GivesTheSameBytes()
    {
        using var test = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", SegmentBytes = 120 });
        var mark = JournalPosition.Start;
        for (var i = 0; i < 10; i++)
        {
            var end = test.Append($"frame {i}", i);
            mark = i == 3 ? end : mark;
        }

        test.Journal.Flush(durable: true);
        var before = test.Files.Select(File.ReadAllBytes).ToList();
        using var reader = test.Journal.Read(JournalPosition.Start);
        for (var i = 0; i < 6; i++)
        {
            reader.TryRead(out _).Should().BeTrue();
        }

        test.Journal.TruncateAfter(mark);
        test.Journal.LastTimeNanos.Should().Be(3);
        test.ReadAll().Should().HaveCount(4);
        reader.TryRead(out _).Should().BeFalse();
        for (var i = 4; i < 10; i++)
        {
            test.Append($"frame {i}", i);
        }

        test.Journal.Flush(durable: true);
        test.Files.Select(File.ReadAllBytes).Should().BeEquivalentTo(before, o => o.WithStrictOrdering());
        reader.TryRead(out var next).Should().BeTrue();
        next.TimeNanos.Should().Be(4, "it goes on at the cut");
    }

    [Fact]
    public void Truncation_PastTheEnd_LeavesAHoleThatReadersPass()
    {
        using var test = new JournalUnderTest();
        test.Write("a");
        test.Journal.TruncateAfter(new JournalPosition(1000));
        test.Journal.End.Offset.Should().Be(1000);
        test.Write("b");
        test.ReadAll().Should().Equal("a", "b");
        test.Reopen();
        test.ReadAll().Should().Equal("a", "b");
    }

    [Fact]
    public void Truncation_BeforeTheFirstSegmentHeld_BeginsAgainThere()
    {
        using var test = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", SegmentBytes = 60, KeepSpan = TimeSpan.Zero });
        var mark = test.Append("frame 0", 0);
        for (var i = 1; i < 6; i++)
        {
            test.Append($"frame {i}", i);
        }

        test.Journal.Flush(durable: true);
        var end = test.Journal.End;
        test.Journal.StorePosition("reader", end);
        test.Journal.First.Should().BeGreaterThan(mark);
        test.Journal.TruncateAfter(mark);
        test.Journal.StorePosition("reader", mark);
        for (var i = 1; i < 6; i++)
        {
            test.Append($"frame {i}", i);
        }

        test.Journal.Flush(durable: true);
        test.Journal.End.Should().Be(end);
        test.ReadAll(mark).Should().Equal("frame 1", "frame 2", "frame 3", "frame 4", "frame 5");
        test.Reopen();
        test.ReadAll(mark).Should().HaveCount(5);
    }

    [Fact]
    public void Truncation_WithFramesNotYetWritten_DropsThoseBehindTheCut()
    {
        using var test = new JournalUnderTest();
        var mark = test.Append("a", 5);
        test.Append("b", 6);
        test.Journal.TruncateAfter(mark);
        test.Journal.LastTimeNanos.Should().Be(5);
        test.Append("c", 5);
        test.Journal.Flush(durable: false);
        test.ReadAll().Should().Equal("a", "c");
    }

    [Fact]
    public async Task Reader_Waiting_IsWokenByAFlush()
    {
        using var test = new JournalUnderTest();
        using var reader = test.Journal.Read(JournalPosition.Start);
        reader.Wait(TimeSpan.Zero, CancellationToken.None).Should().BeFalse();
        var waiting = Task.Factory.StartNew(
            () => reader.Wait(TimeSpan.FromMinutes(1), CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        test.Write("a");
        (await waiting).Should().BeTrue();
    }

    [Fact]
    public async Task Reader_Waiting_EndsOnCancellation()
    {
        using var test = new JournalUnderTest();
        using var reader = test.Journal.Read(JournalPosition.Start);
        using var stop = new CancellationTokenSource();
        var waiting = Task.Factory.StartNew(
            () => reader.Wait(TimeSpan.FromMinutes(1), stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await stop.CancelAsync();
        (await waiting).Should().BeFalse();
    }

    [Fact]
    public void Position_Stored_SurvivesReopening()
    {
        using var test = new JournalUnderTest();
        test.Write("a", "b");
        test.Journal.LoadPosition("writer").Should().BeNull();
        test.Journal.StorePosition("writer", new JournalPosition(25));
        test.Reopen();
        test.Journal.LoadPosition("writer").Should().Be(new JournalPosition(25));
        test.Reopen(() => File.WriteAllText(Path.Combine(test.Options.Directory, "writer.position"), "damaged"));
        test.Journal.LoadPosition("writer").Should().BeNull();
    }

    [Fact]
    public void Position_PastACut_GoesBackToIt()
    {
        using var test = new JournalUnderTest();
        var mark = test.Append("a");
        test.Write("b");
        test.Journal.StorePosition("writer", test.Journal.End);
        test.Journal.StorePosition("other", JournalPosition.Start);
        test.Journal.TruncateAfter(mark);
        test.Reopen();
        test.Journal.LoadPosition("writer").Should().Be(mark);
        test.Journal.LoadPosition("other").Should().Be(JournalPosition.Start);
    }

    [Fact]
    public async Task Truncation_UnderAReaderThatFollows_LosesItNothing()
    {
        using var test = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", SegmentBytes = 5000 });
        var last = 3000L;
        var following = Task.Factory.StartNew(Follow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var mark = JournalPosition.Start;
        var marked = 0L;
        for (var number = 1L; number <= last; number++)
        {
            var end = test.Append($"{number} {new string('x', (int)(number % 90))}", number);
            test.Journal.Flush(durable: false);
            if (number % 250 == 100)
            {
                (mark, marked) = (end, number);
            }
            else if (number % 250 == 249 && marked > 0)
            {
                test.Journal.TruncateAfter(mark);
                (number, marked) = (marked, 0);
            }
        }

        var seen = await following;
        seen.Order().Should().Equal(Enumerable.Range(1, (int)last).Select(n => (long)n));
        test.Journal.Statistics.DamagedPlaces.Should().Be(0);

        HashSet<long> Follow()
        {
            var numbers = new HashSet<long>();
            using var reader = test.Journal.Read(JournalPosition.Start);
            while (!numbers.Contains(last) && reader.Wait(TimeSpan.FromSeconds(30), CancellationToken.None))
            {
                while (reader.TryRead(out var frame))
                {
                    numbers.Add(frame.TimeNanos);
                }
            }

            return numbers;
        }
    }

    [Fact]
    public void Position_OfANameThatIsNoFileName_IsRefused()
    {
        using var test = new JournalUnderTest();
        var storing = () => test.Journal.StorePosition("../x", JournalPosition.Start);
        storing.Should().Throw<ArgumentException>();
    }
}
