/*
 * Names of users. Asks the system once for each number.
 */
#include "output/users.h"

#include "base/vec.h"

#include <pwd.h>

/* One number that was asked for. */
struct user {
	u32 uid;
	const char *name;
};

struct users {
	struct arena *arena;
	VEC(struct user) items;
};

struct users *users_new(void)
{
	struct arena *arena = arena_new();
	struct users *users = ARENA_OBJ(arena, struct users);

	users->arena = arena;
	return users;
}

void users_free(struct users *users)
{
	if (users)
		arena_free(users->arena);
}

const char *users_name(struct users *users, u32 uid)
{
	struct passwd *entry;
	struct user user = { .uid = uid, .name = "" };

	vec_for (i, &users->items) {
		if (users->items.items[i].uid == uid)
			return users->items.items[i].name;
	}
	entry = getpwuid(uid);
	if (entry)
		user.name = arena_strdup(users->arena, entry->pw_name);
	vec_push(users->arena, &users->items, user);
	return user.name;
}
