#pragma once
/// A stream buffer whose text goes on to another one when the loop has served whatever was ready: the log lines of many requests
/// become one write to the operating system instead of one each.
///
/// A process that crashes takes the text of its last turn with it: lines of requests that were already answered.
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>

#include "net/event_loop.h"

namespace eni::net {

class BatchedOutput final : public std::streambuf {
 public:
  /// @param out  outlives this, as the loop does
  BatchedOutput(EventLoop& loop, std::ostream& out);
  /// Passes on what is left.
  ~BatchedOutput() override;

  /// Passes on now what was written so far.
  void drain();

 private:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

  EventLoop& loop_;
  std::ostream& out_;
  std::string waiting_;
  /// Of the drain that is under way: it comes to nothing once this object is gone.
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  bool scheduled_ = false;
};

}  // namespace eni::net
