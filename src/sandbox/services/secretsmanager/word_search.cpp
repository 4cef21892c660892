#include "sandbox/services/secretsmanager/word_search.h"

#include <algorithm>

namespace eni::sandbox::secrets_manager {
namespace {

std::size_t index_of(char c) { return static_cast<unsigned char>(c); }

}  // namespace

WordSearch::Word WordSearch::add(std::string_view word) {
  Word node = kRoot;
  for (const char c : word) {
    const auto [at, is_new] = nodes_[node].next.try_emplace(c, static_cast<Word>(nodes_.size()));
    node = at->second;
    if (is_new) nodes_.emplace_back();
  }
  return node;
}

void WordSearch::number_characters() {
  for (const Node& node : nodes_)
    for (const auto& [c, longer] : node.next)
      if (columns_[index_of(c)] == 0) columns_[index_of(c)] = static_cast<std::uint16_t>(column_count_++);
}

WordSearch::Word& WordSearch::step(Word node, char c) {
  return steps_[node * column_count_ + columns_[index_of(c)]];
}

void WordSearch::prepare_node(Word node) {
  const Word suffix = nodes_[node].suffix;
  if (node != kRoot)
    std::copy_n(steps_.begin() + static_cast<std::ptrdiff_t>(suffix * column_count_), column_count_,
                steps_.begin() + static_cast<std::ptrdiff_t>(node * column_count_));
  for (const auto& [c, longer] : nodes_[node].next) {
    nodes_[longer].suffix = step(node, c);  // As the suffix steps, until this node steps on itself.
    step(node, c) = longer;
  }
}

void WordSearch::prepare() {
  number_characters();
  steps_.assign(nodes_.size() * column_count_, kRoot);
  std::vector<Word> breadth_first{kRoot};  // A suffix is shorter than its node, so it is there before it.
  for (std::size_t i = 0; i < breadth_first.size(); ++i) {
    prepare_node(breadth_first[i]);
    for (const auto& [c, longer] : nodes_[breadth_first[i]].next) breadth_first.push_back(longer);
  }
}

WordSearch::Found WordSearch::search(std::string_view text) const {
  Found found(nodes_.size(), false);
  found[kRoot] = true;
  Word node = kRoot;
  for (const char c : text) {
    node = steps_[node * column_count_ + columns_[index_of(c)]];
    for (Word one = node; !found[one]; one = nodes_[one].suffix) found[one] = true;
  }
  return found;
}

}  // namespace eni::sandbox::secrets_manager
