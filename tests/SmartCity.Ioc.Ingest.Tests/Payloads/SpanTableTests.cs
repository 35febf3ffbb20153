using System.Text;

namespace SmartCity.Ioc.Ingest.Payloads;

public sealed class SpanTableTests
{
    [Fact]
    public void Keys_OfAnyLengthAddedOneAfterTheOther_AreFoundByTheirNumbers()
    {
        var table = new SpanTable();
        var keys = Enumerable.Range(0, 5_000).Select(i => Encoding.UTF8.GetBytes($"{i}/{new string('x', i % 300)}")).Prepend([]).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            table.Find(keys[i]).Should().Be(-1);
            table.GetOrAdd(keys[i]).Should().Be(i);
            table.GetOrAdd(keys[i]).Should().Be(i);
        }

        table.Count.Should().Be(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            table.Find(keys[i]).Should().Be(i);
            table.Guess(SpanTable.HashOf(keys[i])).Should().BeGreaterThanOrEqualTo(0);
            table.Key(i).ToArray().Should().Equal(keys[i]);
        }

        table.Clear();
        table.Find(keys[1]).Should().Be(-1);
        table.GetOrAdd(keys[7]).Should().Be(0);
        table.Key(0).ToArray().Should().Equal(keys[7]);
    }
}
