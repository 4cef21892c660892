#include "aws/error_kind.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace eni::aws {

namespace {

constexpr std::array<std::string_view, 14> kThrottling{"Throttling",
                                                       "ThrottlingException",
                                                       "ThrottledException",
                                                       "RequestThrottled",
                                                       "RequestThrottledException",
                                                       "TooManyRequestsException",
                                                       "ProvisionedThroughputExceededException",
                                                       "TransactionInProgressException",
                                                       "RequestLimitExceeded",
                                                       "BandwidthLimitExceeded",
                                                       "LimitExceededException",
                                                       "SlowDown",
                                                       "PriorRequestNotComplete",
                                                       "EC2ThrottledException"};
/// OperationAborted is S3's of a bucket that another change is still under way in: "Please try again".
constexpr std::array<std::string_view, 4> kTransient{"RequestTimeout", "RequestTimeoutException",
                                                     "IDPCommunicationError", "OperationAborted"};

constexpr std::size_t kLongestText = 2000;

/// Where AWS begins to show what it made of a request whose signature is wrong.
constexpr std::string_view kCanonicalRequest = "The Canonical String for this request";

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool moves_the_cursor(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

}  // namespace

ErrorKind error_kind(std::string_view code, int http_status) {
  if (is_one_of(kThrottling, code) || http_status == 429) return ErrorKind::kThrottling;
  const bool is_fault = http_status == 500 || http_status == 502 || http_status == 503 || http_status == 504;
  return is_fault || is_one_of(kTransient, code) ? ErrorKind::kTransient : ErrorKind::kFinal;
}

std::string readable(std::string_view text) {
  text = trim(text.substr(0, text.find(kCanonicalRequest)));
  std::string valid = to_valid_utf8(text.substr(0, 2 * kLongestText));
  std::replace_if(valid.begin(), valid.end(), moves_the_cursor, '?');
  return std::string(utf8_prefix(valid, kLongestText));
}

}  // namespace eni::aws
