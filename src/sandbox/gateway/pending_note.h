#pragma once
/// What callers within the sandbox write together with what an operation that waits has written (Note, gateway.h). Such operations
/// commit on their own, so they say themselves when that is.
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// The note of a call, for as long as its operation runs.
class PendingNote {
 public:
  using Notes = std::unordered_map<std::string, std::function<void(const Reply&)>>;

  PendingNote(const Call& call, std::function<void(const Reply&)> note);
  PendingNote(const PendingNote&) = delete;
  PendingNote& operator=(const PendingNote&) = delete;
  ~PendingNote();

 private:
  std::shared_ptr<Notes> notes_;  ///< of all calls, by request id
  std::string request_id_;
};

/// In the transaction in which an operation that waits writes what it makes: has the call's note written with it, if it has one. What
/// that throws is to undo the transaction. Should the operation fail afterwards, it undoes what it has made; who wrote the note copes
/// with that.
void write_note(const Call& call, const Reply& reply);

/// Makes the place where notes are. Once, before any call.
void prepare_notes(Environment& env);

}  // namespace eni::sandbox
