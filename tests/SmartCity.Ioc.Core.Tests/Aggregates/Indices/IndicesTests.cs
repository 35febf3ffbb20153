using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Core.Tests.Aggregates.Indices;

public class IndicesTests
{
    [Fact]
    public void VnAqi_NowCastOfTheDecisionsKindOfDay_IsThePublishedOne()
    {
        var nowCast = VnAqi.NowCast([80, 70, 60, 55, 50, 45, 40, 38, 36, 35, 34, 33]);

        nowCast.Should().BeApproximately(71.31, 0.005);
        VnAqi.Index(VnAqiPollutant.Pm25, nowCast).Should().BeApproximately(135.5, 0.05);
    }

    [Fact]
    public void VnAqi_NowCastOfSteadyAir_IsThatAir() =>
        VnAqi.NowCast([40, 40, double.NaN, 40]).Should().BeApproximately(40, 1e-12);

    [Fact]
    public void VnAqi_NowCastWithOneOfTheLastThreeHours_IsUnknown() =>
        VnAqi.NowCast([double.NaN, 40, double.NaN, 40, 40]).Should().Be(double.NaN);

    [Fact]
    public void VnAqi_DustsBreakPoints_AreThoseOfDecision1459AndContinuous()
    {
        double[] indices = [0, 50, 100, 150, 200, 300, 400, 500];
        double[] pm25 = [0, 25, 50, 80, 150, 250, 350, 500];
        double[] pm10 = [0, 50, 150, 250, 350, 420, 500, 600];
        for (var i = 0; i < indices.Length; i++)
        {
            VnAqi.Index(VnAqiPollutant.Pm25, pm25[i]).Should().Be(indices[i]);
            VnAqi.Index(VnAqiPollutant.Pm10, pm10[i]).Should().Be(indices[i]);
            VnAqi.Index(VnAqiPollutant.Pm25, pm25[i] + 1e-9).Should().BeApproximately(indices[i], 1e-6);
            VnAqi.Index(VnAqiPollutant.Pm10, pm10[i] + 1e-9).Should().BeApproximately(indices[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(VnAqiPollutant.Pm25, 25, 50)]
    [InlineData(VnAqiPollutant.Pm25, 150, 200)]
    [InlineData(VnAqiPollutant.Pm25, 900, 500)]
    [InlineData(VnAqiPollutant.Pm10, 100, 75)]
    [InlineData(VnAqiPollutant.Pm10, 600, 500)]
    [InlineData(VnAqiPollutant.Co, 20_000, 75)]
    [InlineData(VnAqiPollutant.Ozone8h, 305, 250)]
    public void VnAqi_AtAndBetweenBreakPoints_IsInterpolated(VnAqiPollutant pollutant, double concentration, double index) =>
        VnAqi.Index(pollutant, concentration).Should().BeApproximately(index, 1e-9);

    [Fact]
    public void VnAqi_Overall_IsTheWorstAndNeedsDust()
    {
        VnAqi.Overall([new(VnAqiPollutant.Pm10, 100), new(VnAqiPollutant.No2, 150), new(VnAqiPollutant.So2, double.NaN)]).Should().Be(75);
        VnAqi.Overall([new(VnAqiPollutant.Pm25, double.NaN), new(VnAqiPollutant.No2, 150)]).Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(30, 70, 35.0)]
    [InlineData(33, 65, 41.4)]
    [InlineData(35, 60, 45.1)]
    [InlineData(38, 55, 51.6)]
    [InlineData(20, 50, 19.7)]
    // Dry and humid air: each of the two adjustments (-0.29, -1.11, +0.26 and +0.71 K).
    [InlineData(40, 10, 36.7053)]
    [InlineData(35, 5, 31.2093)]
    [InlineData(28, 90, 34.0032)]
    [InlineData(27, 95, 31.9850)]
    public void HeatIndex_OfTemperatureAndHumidity_IsTheWeatherServices(double celsius, double humidity, double expected) =>
        HeatIndex.Celsius(celsius, humidity).Should().BeApproximately(expected, 0.05);

    [Theory]
    [InlineData(45, 'A')]
    [InlineData(42.5, 'B')]
    [InlineData(30, 'C')]
    [InlineData(25, 'D')]
    [InlineData(20, 'E')]
    [InlineData(15, 'F')]
    public void LevelOfService_OfAStreetOfFifty_FollowsTheManual(double speed, char grade) =>
        LevelOfService.Grade(speed, 50).Should().Be(grade);

    [Theory]
    [InlineData(2.71, 2, "trên BĐ2 là 0,71 m", "0.71 m above alarm level 2")]
    [InlineData(1.0, 1, "ở mức BĐ1", "at alarm level 1")]
    [InlineData(0.8, 0, "dưới BĐ1 là 0,20 m", "0.20 m below alarm level 1")]
    [InlineData(4.2, 3, "trên BĐ3 là 0,70 m", "0.70 m above alarm level 3")]
    public void FloodStage_AtKimLong_IsWordedAsInBulletins(double metres, int stage, string vietnamese, string english)
    {
        var kimLong = new FloodStage(1.0, 2.0, 3.5);

        kimLong.Of(metres).Should().Be(stage);
        kimLong.Describe(metres).Should().Be(new LocalizedText(vietnamese, english));
    }

    [Theory]
    [InlineData(0.12, ", đang lên 0,12 m/giờ")]
    [InlineData(-0.055, ", đang xuống 0,06 m/giờ")]
    [InlineData(0.004, ", ít biến đổi")]
    [InlineData(double.NaN, "")]
    public void FloodStage_RateOfRise_IsWorded(double rate, string vietnamese) =>
        FloodStage.DescribeRise(rate).Vi.Should().Be(vietnamese);

    [Fact]
    public void FloodStage_RateOfRise_IsByTheHour() =>
        FloodStage.RiseAnHour(1.0, 0, 1.15, 1_800_000_000_000).Should().BeApproximately(0.3, 1e-12);
}
