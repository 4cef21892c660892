#pragma once
/// As much of HTTP as the demo's containers speak. No wait is longer than some seconds.
#include <string>

namespace eni::demo_web {

inline constexpr int kPort = 80;

struct Page {
  bool is_there = false;  ///< answered with 200
  std::string body;
  std::string problem;  ///< why not: "Connection refused"
};

/// @param address  IPv4, whose port 80 is asked
Page get(const std::string& address, const std::string& path, std::size_t max_bytes);

void limit_waits(int socket);
/// Appends what comes next. @return  false at the end, or after too long a wait
bool receive_some(int socket, std::string& text);
bool send_all(int socket, const std::string& text);

}  // namespace eni::demo_web
