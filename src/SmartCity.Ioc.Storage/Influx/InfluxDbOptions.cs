using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>The InfluxDB that keeps history (<c>Ioc:InfluxDb</c>), looked at when <c>Ioc:TimeSeries:Store</c> is <c>influxdb</c>.</summary>
public sealed class InfluxDbOptions : IValidatableObject
{
    /// <summary>Its address, <c>http://127.0.0.1:8086</c>.</summary>
    public Uri? Url { get; set; }

    /// <summary>1, 2 or 3: chooses the address to write to.</summary>
    [Range(1, 3)]
    public int Version { get; set; } = 1;

    /// <summary>Versions 1 and 3, and what InfluxQL asks in all of them.</summary>
    public string? Database { get; set; }

    /// <summary>Version 2; where absent the database's name.</summary>
    public string? Bucket { get; set; }

    public string? Org { get; set; }

    public string? Token { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>Longest wait for an answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests in which a batch is written at the same time.</summary>
    [Range(1, 16)]
    public int Connections { get; set; } = 2;

    internal string DatabaseName => Database is { Length: > 0 } database ? database : BucketName;

    internal string BucketName => Bucket is { Length: > 0 } bucket ? bucket : Database is { Length: > 0 } database ? database : "ioc";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult($"Ioc:InfluxDb:Url is '{Url}': an http:// or https:// address may stand there.");
        }
    }
}
