namespace SmartCity.Ioc.City;

/// <summary>After what each index is worked out.</summary>
internal static class MetricSources
{
    private static readonly MetricSource VnAqi = new(
        new LocalizedText("Quyết định 1459/QĐ-TCMT của Tổng cục Môi trường, hiệu lực từ 12/11/2019", "Decision 1459/QĐ-TCMT (Vietnam), in effect since 12 November 2019"),
        "2019-11-12");

    private static readonly MetricSource HeatIndex = new(
        new LocalizedText(
            "Cơ quan Thời tiết Quốc gia Hoa Kỳ (NOAA): hồi quy Rothfusz với hai hiệu chỉnh, áp dụng từ 2014",
            "US National Weather Service (NOAA): Rothfusz's regression with both adjustments, in use since 2014"),
        "2014");

    private static readonly MetricSource LevelOfService = new(
        new LocalizedText("Highway Capacity Manual 2010, bảng 17-2, áp dụng từ 2010", "Highway Capacity Manual 2010, exhibit 17-2, in use since 2010"), "2010");

    private static readonly MetricSource FloodStage = new(
        new LocalizedText("Quyết định 05/2020/QĐ-TTg, hiệu lực từ 15/3/2020", "Decision 05/2020/QĐ-TTg (Vietnam), in effect since 15 March 2020"), "2020-03-15");

    /// <returns>Null for a rate of rise, which is a difference and needs no source.</returns>
    public static MetricSource? Of(DerivedIndex index) => index switch
    {
        DerivedIndex.VnAqiHourly or DerivedIndex.VnAqiDaily => VnAqi,
        DerivedIndex.HeatIndex => HeatIndex,
        DerivedIndex.LevelOfService => LevelOfService,
        DerivedIndex.FloodStage => FloodStage,
        _ => null,
    };
}
