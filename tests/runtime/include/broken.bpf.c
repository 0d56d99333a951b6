/* Meant to fail. */
int broken(int a)
{
	return a + missing;
}
