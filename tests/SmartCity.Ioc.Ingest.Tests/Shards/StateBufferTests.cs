namespace SmartCity.Ioc.Ingest.Shards;

public class StateBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(3_500_000)]
    public void Buffer_WhateverItsSize_GivesBackWhatWasWrittenAndIsUsedAgain(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        using var buffer = new StateBuffer();
        for (var round = 0; round < 2; round++)
        {
            buffer.Clear();
            for (var at = 0; at < size;)
            {
                var part = Math.Min(size - at, 1 + (at % 70_000));
                buffer.Write(bytes.AsSpan(at, part));
                at += part;
            }

            buffer.Length.Should().Be(size);
            using var copy = new MemoryStream();
            buffer.WriteTo(copy);
            copy.ToArray().Should().Equal(bytes);
        }
    }
}
