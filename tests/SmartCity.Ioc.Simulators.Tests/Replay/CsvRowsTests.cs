using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Tests.Replay;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("a,b\n", "a|b")]
    [InlineData("a,b", "a|b")]
    [InlineData("a,b\r\n", "a|b")]
    [InlineData("a,\n", "a|")]
    [InlineData(",", "|")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"a\nb\",c", "a\nb|c")]
    [InlineData("\n\na", "a")]
    public void Row_OfAnyForm_HasItsFields(string text, string fields)
    {
        new CsvRows(new StringReader(text), ',').Next().Should().Equal(fields.Split('|'));
    }

    [Fact]
    public void Quote_ThatIsNotClosed_IsAnError()
    {
        var rows = new CsvRows(new StringReader("a\n\"b\nc"), ',');
        rows.Next();

        rows.Invoking(it => it.Next()).Should().Throw<InvalidDataException>().WithMessage("*line 2*");
    }

    [Fact]
    public void Rows_WrittenWithQuotes_AreReadBack()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>[][]>().Filter(rows => rows.All(row => row.Length > 0)),
            rows =>
            {
                var text = string.Concat(rows.Select(row => string.Join(';', row.Select(field => $"\"{field.Get.Replace("\"", "\"\"")}\"")) + "\n"));
                var reader = new CsvRows(new StringReader(text), ';');
                return rows.All(row => reader.Next() is { } read && read.SequenceEqual(row.Select(field => field.Get))) && reader.Next() is null;
            }).QuickCheckThrowOnFailure();
    }
}
