#pragma once
/// A TCP connection for coroutines: each may wait for one read and one write at a time.
#include <coroutine>
#include <functional>
#include <memory>
#include <string_view>

#include "net/descriptor.h"
#include "net/event_loop.h"
#include "net/socket_poller.h"

namespace eni::sandbox::load_balancers {

class Stream final : public net::SocketPoller::Target {
 public:
  struct Received {
    std::size_t bytes = 0;  ///< 0: the end, or a failure
    bool failed = false;
  };

 private:
  /// One that waits, in its coroutine's frame.
  class Waiter {
   public:
    explicit Waiter(Waiter*& place) : place_{place} {}
    virtual ~Waiter() {
      if (place_ == this) place_ = nullptr;
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    /// @return  whether there is nothing left to wait for
    virtual bool try_now() = 0;

    bool await_ready() { return try_now(); }
    void await_suspend(std::coroutine_handle<> caller) {
      caller_ = caller;
      place_ = this;
    }
    void resume() {
      place_ = nullptr;
      caller_.resume();
    }

   private:
    Waiter*& place_;
    std::coroutine_handle<> caller_;
  };

 public:
  class [[nodiscard]] Read final : public Waiter {
   public:
    Read(Stream& stream, char* room, std::size_t size)
        : Waiter{stream.reader_}, stream_{stream}, room_{room}, size_{size} {}
    bool try_now() override;
    Received await_resume() const { return received_; }

   private:
    Stream& stream_;
    char* room_;
    std::size_t size_;
    Received received_;
  };

  class [[nodiscard]] Write final : public Waiter {
   public:
    Write(Stream& stream, std::string_view bytes) : Waiter{stream.writer_}, stream_{stream}, rest_{bytes} {}
    /// With what others have to say in this turn: whoever gets it is woken once. One that is aborted has nothing to say, and may be
    /// none of the poller's.
    bool await_ready() {
      const bool waits = !stream_.is_aborted_ && stream_.poller_.call_later(stream_);
      return !waits && try_now();
    }
    bool try_now() override;
    /// Whether all is written.
    bool await_resume() const { return !failed_; }

   private:
    Stream& stream_;
    std::string_view rest_;
    bool failed_ = false;
  };

  class [[nodiscard]] Connect final : public Waiter {
   public:
    explicit Connect(Stream& stream) : Waiter{stream.writer_}, stream_{stream} {}
    bool try_now() override;
    /// Whether it is connected.
    bool await_resume() const { return !failed_; }

   private:
    Stream& stream_;
    bool failed_ = false;
  };

  /// @param socket  stream socket, connected or on its way
  Stream(net::EventLoop& loop, net::SocketPoller& poller, net::Descriptor socket);
  /// Closes it. Nobody waits.
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// co_await: what has come, at least a byte. Give it a name first (docs/decisions/0004-tasks.md).
  Read read(char* room, std::size_t size) { return {*this, room, size}; }
  /// co_await: all of it is with the system. The bytes stay where they are until then.
  Write write(std::string_view bytes) { return {*this, bytes}; }
  Connect connected() { return Connect{*this}; }

  /// The other side reads to the end.
  void shut_down_write();
  /// Whoever waits goes on soon with a failure, and nothing works any more.
  void abort();
  bool is_aborted() const { return is_aborted_; }
  /// Who waits to read goes on soon with a failure. Nothing else changes.
  void interrupt_read();
  /// Of one that nobody reads: whether it is open and nothing has come.
  bool is_idle();
  /// Called when something happens while nobody waits for it, the end above all. It may destroy the stream.
  std::function<void()> on_event;

  void ready(net::SocketPoller::Readiness readiness) override;
  void later() override { wake(false, true); }

 private:
  void wake(bool reader, bool writer);

  net::EventLoop& loop_;
  net::SocketPoller& poller_;
  net::Descriptor socket_;
  Waiter* reader_ = nullptr;
  Waiter* writer_ = nullptr;
  bool readable_ = true;  ///< as far as is known
  bool writable_ = true;
  bool ended_ = false;
  bool urgent_ = false;
  bool is_aborted_ = false;
  bool is_interrupted_ = false;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace eni::sandbox::load_balancers
