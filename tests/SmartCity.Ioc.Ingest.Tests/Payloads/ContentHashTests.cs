using System.Text;

namespace SmartCity.Ioc.Ingest.Payloads;

public sealed class ContentHashTests
{
    /// <summary>Identities are on disk, in checkpoints: another value here would count every message across an upgrade twice.</summary>
    [Theory]
    [InlineData("", 14276367613753662074)]
    [InlineData("a", 11640007816306550547)]
    [InlineData("{\"pm25\":1}", 8151531749315227713)]
    [InlineData("{\"ts\":1795308300928,\"pm25\":38.2,\"temp\":29.4}", 11574816693775539108)]
    public void Hash_OfGivenBytes_StaysWhatItIs(string text, ulong expected) =>
        ContentHash.Compute(Encoding.UTF8.GetBytes(text)).Should().Be(expected);

    [Fact]
    public void Hash_OfEveryChangedByteAndLength_Differs()
    {
        var seen = new HashSet<ulong>();
        var bytes = new byte[48];
        for (var length = 0; length <= bytes.Length; length++)
        {
            seen.Add(ContentHash.Compute(bytes.AsSpan(0, length))).Should().BeTrue();
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            for (var value = 1; value < 256; value++)
            {
                bytes[at] = (byte)value;
                seen.Add(ContentHash.Compute(bytes)).Should().BeTrue();
            }

            bytes[at] = 0;
        }
    }
}
