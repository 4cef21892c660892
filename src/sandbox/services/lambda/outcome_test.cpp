#include "sandbox/services/lambda/outcome.h"

#include <csignal>
#include <gtest/gtest.h>

namespace eni::sandbox::lambda_service {
namespace {

net::ProcessEnd ended(int exit_code, int signal) {
  net::ProcessEnd end;
  end.exit_code = exit_code;
  end.signal = signal;
  return end;
}

TEST(Outcome, AnExitIsARuntimeExitError) {
  EXPECT_EQ(
      exit_error("ID", ended(1, 0)).payload,
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited with error: exit status 1"})");
  EXPECT_EQ(
      exit_error("ID", ended(0, SIGKILL)).payload,
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited with error: signal: killed"})");
  EXPECT_EQ(exit_error("ID", ended(0, 0)).log_line,
            "RequestId: ID Error: Runtime exited without providing a reason\nRuntime.ExitError");
}

TEST(Outcome, ATimeoutTellsItsTimeAndRequest) {
  const Outcome outcome = timeout_error("ID", ManualClock{}.now(), std::chrono::seconds{3});
  EXPECT_EQ(
      outcome.payload,
      R"({"errorType":"Sandbox.Timedout","errorMessage":"2015-08-30T12:36:00.000Z ID Task timed out after 3.00 seconds"})");
  EXPECT_EQ(outcome.log_line, "2015-08-30T12:36:00.000Z ID Task timed out after 3.00 seconds");
}

TEST(Report, AColdStartIsBilledWithItsInit) {
  Report report;
  report.request_id = "ID";
  report.duration_ms = 1.234;
  report.init_ms = 50.5;
  report.memory_mb = 128;
  report.peak_memory_mb = 16;
  report.status = "success";
  EXPECT_EQ(report_line(report),
            "REPORT RequestId: ID\tDuration: 1.23 ms\tBilled Duration: 52 ms\tMemory Size: 128 MB\tMax "
            "Memory Used: 16 "
            "MB\tInit Duration: 50.50 ms\t");
  report.init_ms = -1;
  report.status = "timeout";
  EXPECT_EQ(report_line(report),
            "REPORT RequestId: ID\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory "
            "Used: 16 "
            "MB\tStatus: timeout\t");
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
