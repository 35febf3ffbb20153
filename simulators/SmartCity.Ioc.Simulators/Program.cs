namespace SmartCity.Ioc.Simulators; internal static class Program { private static void Main() { } }
