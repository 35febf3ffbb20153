using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class JournalDamageTests
{
    private static readonly FileJournalOptions SmallSegments = new() { Directory = "", Name = "test", SegmentBytes = 200 };

    [Fact]
    public void Opening_CutAtEveryByteOfTheLastFrames_KeepsEveryWholeFrameAndGoesOn()
    {
        using var test = new JournalUnderTest();
        test.Write("first", "second", "third");
        test.Journal.Dispose();
        var whole = File.ReadAllBytes(test.Files[0]);
        string[] frames = ["first", "second", "third"];
        for (var length = 0; length <= whole.Length; length++)
        {
            test.Reopen(() => File.WriteAllBytes(test.Files[0], whole[..length]));
            var kept = 0;
            for (long end = Segment.HeaderSize; kept < 3 && (end += FrameHeader.Size + frames[kept].Length) <= length; kept++)
            {
            }

            test.ReadAll().Should().Equal(frames.Take(kept), "the file was cut after {0} bytes", length);
            test.Write("after");
            test.Reopen();
            test.ReadAll().Should().Equal([.. frames.Take(kept), "after"]);
        }
    }

    [Fact]
    public void Opening_TailOfZeros_IsCutOff()
    {
        // What a power cut leaves where the length reached the disk and the data did not.
        using var test = new JournalUnderTest();
        test.Write("a");
        test.Reopen(() => File.AppendAllText(test.Files[0], new string('\0', 5000)));
        test.Journal.Statistics.CutBytes.Should().Be(5000);
        test.Write("b");
        test.ReadAll().Should().Equal("a", "b");
    }

    [Fact]
    public void AnyBitFlip_LosesAtMostItsOwnFrame()
    {
        string[] frames = [.. Enumerable.Range(0, 12).Select(i => $"frame number {i}")];
        using var template = new JournalUnderTest(SmallSegments);
        template.Write(frames);
        template.Journal.Dispose();
        var sizes = template.Files.Select(f => new FileInfo(f).Length).ToArray();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Gen.Choose(0, sizes.Length - 1).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(0, 7).ToArbitrary(), (file, at, bit) =>
            {
                using var test = new JournalUnderTest(SmallSegments);
                test.Write(frames);
                var path = test.Files[file];
                test.Reopen(() =>
                {
                    var bytes = File.ReadAllBytes(path);
                    bytes[at % bytes.Length] ^= (byte)(1 << bit);
                    File.WriteAllBytes(path, bytes);
                });
                var read = test.ReadAll();
                var statistics = test.Journal.Statistics;
                var counted = read.Count == frames.Length || statistics.DamagedPlaces + statistics.CutBytes > 0;
                return read.Count >= frames.Length - 1 && read.SequenceEqual(frames.Where(read.Contains)) && counted;
            }));
    }

    [Fact]
    public void Damage_SeenBySeveralReaders_CountsOnce()
    {
        using var test = new JournalUnderTest();
        test.Write("first", "second", "third", "fourth");
        test.Reopen(() =>
        {
            var bytes = File.ReadAllBytes(test.Files[0]);
            bytes[Segment.HeaderSize + FrameHeader.Size + "first".Length + FrameHeader.Size] ^= 1;
            File.WriteAllBytes(test.Files[0], bytes);
        });

        for (var reader = 0; reader < 3; reader++)
        {
            test.ReadAll().Should().Equal("first", "third", "fourth");
        }

        test.Journal.Statistics.DamagedPlaces.Should().Be(1);
        test.Journal.Statistics.DamagedBytes.Should().Be(FrameHeader.Size + "second".Length);
    }

    [Fact]
    public void Reading_PayloadThatHoldsAFrame_NeverTakesItForOne()
    {
        using var test = new JournalUnderTest();
        test.Write("inner");
        var copy = File.ReadAllBytes(test.Files[0])[Segment.HeaderSize..];
        test.Journal.Append(Ioc.Journals.FrameKind.Messages, 1, copy);
        test.Write("last");
        test.Reopen(() => Flip(test.Files[0], Segment.HeaderSize + FrameHeader.Size + "inner".Length + 5));
        test.ReadAll().Should().Equal("inner", "last");
        test.Journal.Statistics.DamagedPlaces.Should().Be(1);
        test.Journal.Statistics.DamagedBytes.Should().Be(FrameHeader.Size + copy.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Segment_FilledWithZeros_CostsItsOwnFramesOnly(int which)
    {
        using var test = new JournalUnderTest(SmallSegments);
        var frames = Enumerable.Range(0, 20).Select(i => $"frame number {i:D2}").ToArray();
        test.Write(frames);
        var files = test.Files;
        var index = which < 0 ? files.Count - 1 : which;
        test.Reopen(() => File.WriteAllBytes(files[index], new byte[new FileInfo(files[index]).Length]));
        var read = test.ReadAll();
        read.Should().BeSubsetOf(frames).And.HaveCountGreaterThan(10).And.BeInAscendingOrder(StringComparer.Ordinal);
        test.Write("more");
        test.ReadAll().Should().Equal([.. read, "more"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Segment_ThatCanNotBeRead_CostsItsOwnFramesOnly(int which)
    {
        using var test = new JournalUnderTest(SmallSegments);
        var frames = Enumerable.Range(0, 20).Select(i => $"frame number {i:D2}").ToArray();
        test.Write(frames);
        var files = test.Files;
        var index = which < 0 ? files.Count - 1 : which;

        // A folder of that name: no user can open it as a file, root neither.
        test.Reopen(() =>
        {
            File.Delete(files[index]);
            Directory.CreateDirectory(files[index]);
        });
        var read = test.ReadAll();
        read.Should().BeSubsetOf(frames).And.HaveCountGreaterThan(10);
        test.Write("more");
        test.ReadAll().Should().Equal([.. read, "more"]);
    }

    [Fact]
    public void Reading_DamagedHeaderInALargeFile_FindsTheNextFrameAcrossChunks()
    {
        using var test = new JournalUnderTest();
        var large = new string('x', 700_000);
        test.Write("a", large, "b");
        test.Reopen(() => Flip(test.Files[0], Segment.HeaderSize + FrameHeader.Size + 1));
        test.ReadAll().Should().Equal("a", "b");
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
