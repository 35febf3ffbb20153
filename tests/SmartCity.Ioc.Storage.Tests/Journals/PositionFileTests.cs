using System.Buffers.Binary;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class PositionFileTests
{
    [Fact]
    public void Note_Stored_ComesBackWithItsPositionAndStaysOverACut()
    {
        using var test = new JournalUnderTest();
        var mark = test.Append("a");
        test.Write("b");
        test.Journal.LoadNote("writer").ToArray().Should().BeEmpty();
        test.Journal.StorePosition("writer", test.Journal.End, [1, 2, 3]);
        test.Reopen();
        test.Journal.LoadNote("writer").ToArray().Should().Equal(1, 2, 3);
        test.Journal.TruncateAfter(mark);
        test.Journal.LoadPosition("writer").Should().Be(mark);
        test.Journal.LoadNote("writer").ToArray().Should().Equal(1, 2, 3);
        test.Journal.StorePosition("writer", mark);
        test.Journal.LoadNote("writer").ToArray().Should().BeEmpty();
    }

    [Fact]
    public void File_OfANewerVersion_IsRefusedByItsName()
    {
        using var test = new JournalUnderTest();
        var path = Path.Combine(test.Options.Directory, "writer.position");
        var content = new PositionFile(25, []).ToBytes();
        content[7] = 99;
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(^4..), Crc32C.Compute(content.AsSpan(..^4)));
        var opening = () => test.Reopen(() => File.WriteAllBytes(path, content));
        opening.Should().Throw<NewerFormatException>().WithMessage($"'{path}' has position format 99*reads up to 2*");
    }

    [Fact]
    public void File_CutOrFlippedAnywhere_CountsAsNone()
    {
        using var test = new JournalUnderTest();
        var path = Path.Combine(test.Options.Directory, "writer.position");
        var content = new PositionFile(25, [1, 2, 3]).ToBytes();
        for (var i = 0; i < content.Length; i++)
        {
            File.WriteAllBytes(path, content[..i]);
            PositionFile.Read(path).Position.Should().Be(-1);
            var flipped = (byte[])content.Clone();
            flipped[i] ^= 4;
            File.WriteAllBytes(path, flipped);
            PositionFile.Read(path).Position.Should().Be(-1);
        }
    }
}
