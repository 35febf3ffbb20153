using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class SessionLogFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.Combine("sessions-00000001.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Log_New_BeginsWithItsVersion()
    {
        using (new SessionLogFiles(_folder.Path, NullLogger.Instance).WriteNew(new SessionModel(), new SessionRecordWriter()))
        {
        }

        SessionLogFrame.TryRead(File.ReadAllBytes(Log), out var record).Should().BeTrue();
        record.ToArray().Should().Equal((byte)SessionRecordKind.Format, SessionRecordReader.Version, 0, 0, 0, 0, 0, 0, 0);
    }

    [Fact]
    public void Log_OfTheFirstFormat_IsRead()
    {
        var log = new ArrayBufferWriter<byte>();
        new SessionRecordWriter().Session(log, "camera", 60, 0);
        File.WriteAllBytes(Log, log.WrittenSpan.ToArray());
        var model = new SessionModel();
        new SessionLogFiles(_folder.Path, NullLogger.Instance).ReadNewest(new SessionRecordReader(model));
        model.Sessions.Should().ContainKey("camera");
    }

    [Theory]
    [InlineData(new byte[] { 16, 99, 0, 0, 0, 0, 0, 0, 0 }, "has session log format 99; this version of the server reads up to 1")]
    [InlineData(new byte[] { 200 }, "has a record of kind 200")]
    public void Log_OfANewerVersion_IsRefusedByItsName(byte[] record, string said)
    {
        var log = new ArrayBufferWriter<byte>();
        SessionLogFrame.Write(log, record);
        File.WriteAllBytes(Log, log.WrittenSpan.ToArray());
        var reading = () => new SessionLogFiles(_folder.Path, NullLogger.Instance).ReadNewest(new SessionRecordReader(new SessionModel()));
        reading.Should().Throw<InvalidDataException>().WithMessage($"'{Log}' {said}*");
    }
}
