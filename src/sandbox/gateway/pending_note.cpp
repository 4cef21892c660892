#include "sandbox/gateway/pending_note.h"

namespace eni::sandbox {
namespace {

struct PendingNotes final : Component {
  std::shared_ptr<PendingNote::Notes> all = std::make_shared<PendingNote::Notes>();
};

}  // namespace

void prepare_notes(Environment& env) {
  env.components.emplace(std::type_index(typeid(PendingNotes)), std::make_unique<PendingNotes>());
}

PendingNote::PendingNote(const Call& call, std::function<void(const Reply&)> note)
    : notes_{call.env.component<PendingNotes>().all}, request_id_{call.request_id} {
  if (note) notes_->emplace(request_id_, std::move(note));
}

PendingNote::~PendingNote() { notes_->erase(request_id_); }

void write_note(const Call& call, const Reply& reply) {
  const PendingNote::Notes& notes = *call.env.component<PendingNotes>().all;
  const auto found = notes.find(call.request_id);
  if (found != notes.end()) found->second(reply);
}

}  // namespace eni::sandbox
