#pragma once
/// Hosts that are the same to every constraint on attributes, agent and status are of one class. A class is looked at
/// once where its hosts would have been looked at one by one.
///
/// An attribute that differs from host to host (ecs.awsvpc-trunk-id, a host's name) would make each host a class of its
/// own. Its value is therefore the host's own: the class only says that there is one. An attribute becomes such when
/// it has been seen with more than kMaxValues values.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "placement/host.h"
#include "placement/names.h"

namespace eni::placement {

using ClassId = std::uint32_t;

/// In place of a value's number.
inline constexpr NameId kNameOnly = 0xffffffff;
inline constexpr NameId kOwnValue = 0xfffffffe;  ///< each host has its own

struct NamedValue {
  NameId name = 0;
  NameId value = kNameOnly;

  auto operator<=>(const NamedValue&) const = default;
};

struct AttributeClass {
  bool active = true;
  bool agent_connected = true;
  NameId agent_version = 0;
  std::vector<NamedValue> attributes;  ///< sorted

  bool operator==(const AttributeClass&) const = default;
};

/// Nothing if there is no such attribute.
const NamedValue* find_attribute(const std::vector<NamedValue>& sorted, NameId name);

class AttributeClasses {
 public:
  AttributeClasses();

  Names& names() { return names_; }
  const Names& names() const { return names_; }
  const AttributeClass& of(ClassId id) const { return classes_[id]; }
  std::size_t capacity() const { return classes_.size(); }  ///< above all ids given out

  static constexpr std::size_t kMaxValues = 256;

  bool has_own_values(NameId name) const { return own_.contains(name); }
  void give_own_values(NameId name) { own_.insert(name); }
  /// For ever: strategies spread over it.
  void keep_shared(NameId name);
  /// Attributes that have come to have too many values for classes since the last call. Hosts that have them are
  /// to be classified again.
  std::vector<NameId> take_outgrown();

  /// The class of what is described; `own` receives the values that are the host's own.
  ClassId classify(AttributeClass description, std::vector<NamedValue>& own);
  /// The whole description again.
  AttributeClass description(ClassId id, const std::vector<NamedValue>& own) const;
  AttributeClass describe(const Host& host);
  void forget(ClassId id);
  /// Grows when an id stands for another class than before.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Hash {
    std::size_t operator()(const AttributeClass& c) const;
  };

  void count_values(const AttributeClass& added);
  NamedValue number_of(const Attribute& attribute, std::size_t place);

  Names names_;
  std::unordered_set<NameId> own_;
  std::unordered_set<NameId> shared_;  ///< whatever the number of values
  std::unordered_map<NameId, std::unordered_set<NameId>>
      values_;  ///< seen in classes; no longer kept where own
  std::vector<NameId> outgrown_;
  std::vector<std::pair<Attribute, NamedValue>> before_;  ///< of the host described before
  std::vector<AttributeClass> classes_;
  std::vector<ClassId> unused_;
  std::unordered_map<AttributeClass, ClassId, Hash> ids_;
  std::uint64_t generation_ = 0;
};

}  // namespace eni::placement
