using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace SmartCity.Ioc.Benchmarks.Micro;

/// <summary>The yardstick of the single operations: the framework's own reader walks over a device's message of about 200 bytes.</summary>
[MemoryDiagnoser]
public class JsonYardstick
{
    private readonly byte[] _message =
        """{"ts":1795320000000,"seq":4711,"pm25":38.2,"pm10":51,"temp":29.4,"hum":71.5,"no2":12.1,"o3":31.25,"co":0.4,"noise":61,"pad":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"""u8.ToArray();

    [Benchmark]
    public int Utf8JsonReader()
    {
        var reader = new Utf8JsonReader(_message);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
