using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Checkpoints;

public sealed class FileCheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private FileCheckpointStore Store => new(_folder.Path, NullLogger<FileCheckpointStore>.Instance);

    private string[] Files => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Store_Empty_HasNone() => Store.OpenNewest().Should().BeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000_003)]
    public void Checkpoint_Saved_ComesBackAfterARestart(int length)
    {
        Save(7, length);
        Read(Store).Should().BeEquivalentTo((7L, length));
    }

    [Fact]
    public void Checkpoint_ThatMayNotBeWritten_IsRefusedAsByAFullDiskAndTheOneBeforeStays()
    {
        Save(1, 100);

        // .NET says "unauthorized" for a directory in the way as for a right that is missing, which root would not notice.
        Directory.CreateDirectory(Path.Combine(_folder.Path, "000000000002.checkpoint.tmp"));
        FluentActions.Invoking(() => Save(2, 100)).Should().Throw<IOException>();
        Read(Store).Should().BeEquivalentTo((1L, 100));
    }

    [Fact]
    public void Checkpoints_Many_KeepTheNewestThree()
    {
        for (var i = 1; i <= 6; i++)
        {
            Save(i, 100);
        }

        Files.Should().HaveCount(3);
        Read(Store).Should().Be((6L, 100));
    }

    [Fact]
    public void Newest_CutOrFlippedAtAnyByte_GivesTheOneBefore()
    {
        Save(1, 20);
        Save(2, 30);
        var newest = Files[^1];
        var whole = File.ReadAllBytes(newest);
        for (var at = 0; at < whole.Length; at++)
        {
            File.WriteAllBytes(newest, whole[..at]);
            Read(Store).Should().Be((1L, 20), "cut at {0}", at);
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 0x40;
            File.WriteAllBytes(newest, flipped);
            Read(Store).Should().Be((1L, 20), "flipped at {0}", at);
        }

        File.WriteAllBytes(newest, whole);
        Read(Store).Should().Be((2L, 30));
    }

    [Fact]
    public void Writer_ThatThrows_LeavesTheOneBefore()
    {
        Save(1, 20);
        var saving = () => Store.Save(default, _ => throw new IOException("no room"));
        saving.Should().Throw<IOException>();
        Files.Should().ContainSingle();
        Read(Store).Should().Be((1L, 20));
    }

    private static (long Inputs, int Length) Read(FileCheckpointStore store)
    {
        using var checkpoint = store.OpenNewest();
        checkpoint!.Mark.Outputs.Offset.Should().Be(checkpoint.Mark.Inputs.Offset * 2);
        using var state = new MemoryStream();
        checkpoint.State.CopyTo(state);
        state.ToArray().Should().Equal(Enumerable.Repeat((byte)0xAB, (int)state.Length));
        return (checkpoint.Mark.Inputs.Offset, (int)state.Length);
    }

    private void Save(long inputs, int length)
    {
        var state = new byte[length];
        Array.Fill(state, (byte)0xAB);
        Store.Save(new CheckpointMark(new JournalPosition(inputs), new JournalPosition(inputs * 2)), s => s.Write(state));
    }
}
